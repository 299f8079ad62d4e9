"use client";

import { Command as Cmdk } from "cmdk";
import { CornerDownLeft, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { useState } from "react";

import { ITEM } from "@/components/ui/popup-style";

import { type Command, useCommandList } from "./commands";
import { grouped } from "./group";
import { parseTraceId } from "./parse-trace-id";

interface CommandPaletteProps {
  onClose: () => void;
  /** Where a trace with this id is shown; lets a pasted id be opened. */
  traceHref?: (traceId: string) => string;
}

/** Everything the console can do, found by typing. Loaded when first opened. */
export default function CommandPalette({ onClose, traceHref }: CommandPaletteProps) {
  const router = useRouter();
  const commands = useCommandList();
  const [search, setSearch] = useState("");
  const traceId = traceHref ? parseTraceId(search) : undefined;

  function choose(command: Pick<Command, "href" | "run">) {
    onClose();
    if (command.href !== undefined) router.push(command.href);
    command.run?.();
  }

  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 animate-fade bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[14vh] left-1/2 z-30 w-[calc(100vw-2rem)] max-w-140 -translate-x-1/2 animate-fade overflow-hidden rounded-l bg-surface shadow-pop"
        >
          <Dialog.Title className="sr-only">Commands</Dialog.Title>
          <Cmdk label="Commands" loop>
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search aria-hidden className="size-4 text-ink-3" />
              <Cmdk.Input
                value={search}
                onValueChange={setSearch}
                placeholder="Go to a page, a project, or paste a trace id"
                className="h-11 w-full bg-transparent text-m outline-none"
              />
            </div>
            <Cmdk.List className="max-h-[52vh] overflow-y-auto p-1.5 pb-2">
              <Cmdk.Empty className="px-2.5 py-6 text-center text-s text-ink-2">
                Nothing matches “{search.trim()}”. A trace id has 32 hex digits.
              </Cmdk.Empty>
              {traceId && traceHref && (
                <Cmdk.Item
                  forceMount
                  value={`open trace ${search}`}
                  className={ROW}
                  onSelect={() => choose({ href: traceHref(traceId) })}
                >
                  <CornerDownLeft aria-hidden className="size-4 text-ink-3" />
                  Open trace <span className="truncate font-mono text-ink-2">{traceId}</span>
                </Cmdk.Item>
              )}
              {grouped(commands).map(([group, items]) => (
                <Cmdk.Group
                  key={group}
                  heading={group}
                  className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3"
                >
                  {items.map((command) => (
                    <Cmdk.Item
                      key={command.id}
                      value={command.id}
                      keywords={[command.label, group, ...(command.keywords ?? [])]}
                      className={ROW}
                      onSelect={() => choose(command)}
                    >
                      {command.icon ? (
                        <command.icon aria-hidden className="size-4 text-ink-3" strokeWidth={1.75} />
                      ) : (
                        <span className="size-4" />
                      )}
                      <span className="truncate">{command.label}</span>
                      {command.hint && <span className="ml-auto text-s text-ink-3">{command.hint}</span>}
                    </Cmdk.Item>
                  ))}
                </Cmdk.Group>
              ))}
            </Cmdk.List>
          </Cmdk>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const ROW = `${ITEM} h-8 px-2.5! gap-2.5! text-m`;
