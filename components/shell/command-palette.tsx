"use client";

import { Command as Cmdk } from "cmdk";
import { Clock3, CornerDownLeft, type LucideIcon, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { type ComponentProps, useState } from "react";

import { ITEM } from "@/components/ui/popup-style";

import { type Command, useCommandList } from "./commands";
import { grouped } from "./group";
import { parseTraceId } from "./parse-trace-id";
import { readRecent, type Recent, rememberRecent } from "./recent-places";
import { consolePath } from "./routes";
import { type PlaceRow, usePlaces } from "./use-places";

interface CommandPaletteProps {
  projectSlug: string;
  onClose: () => void;
  /** Adds range and environment to an address. */
  address: (path: string) => string;
  /** Where a trace with this id is shown; lets a pasted id be opened. */
  traceHref?: (traceId: string) => string;
}

/** Everything the console can do, found by typing. Loaded when first opened. */
export default function CommandPalette({ projectSlug, onClose, address, traceHref }: CommandPaletteProps) {
  const router = useRouter();
  const commands = useCommandList();
  const [search, setSearch] = useState("");
  const text = search.trim();
  const places = usePlaces(projectSlug, text);
  const [recent] = useState(() => readRecent(projectSlug));
  const [chosen, setChosen] = useState("");
  // Names come a moment after the text: where only the search stood, the first of them is what Enter goes to.
  const first = places.rows[0];
  const [seen, setSeen] = useState(first?.id);
  if (first?.id !== seen) {
    setSeen(first?.id);
    if (first !== undefined && chosen === searchValue(text)) setChosen(placeValue(first));
  }
  const traceId = traceHref ? parseTraceId(search) : undefined;

  function choose(command: Pick<Command, "href" | "run">) {
    onClose();
    if (command.href !== undefined) router.push(command.href);
    command.run?.();
  }
  function go({ label, hint, href }: Recent) {
    rememberRecent(projectSlug, { label, hint, href });
    choose({ href: withShell(address, href) });
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
          <Cmdk label="Commands" loop shouldFilter={false} value={chosen} onValueChange={setChosen}>
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search aria-hidden className="size-4 text-ink-3" />
              <Cmdk.Input
                value={search}
                onValueChange={setSearch}
                placeholder="Go to a page, a user, a feature, or paste an id"
                className="h-11 w-full bg-transparent text-m outline-none"
              />
            </div>
            <Cmdk.List className="max-h-[52vh] overflow-y-auto p-1.5 pb-2">
              {text === "" && recent.length > 0 && (
                <Group heading="Recent">
                  {recent.map((place) => (
                    <Row
                      key={place.href}
                      value={`recent ${place.href}`}
                      icon={Clock3}
                      label={place.label}
                      hint={place.hint}
                      onSelect={() => go(place)}
                    />
                  ))}
                </Group>
              )}
              {traceId && traceHref && (
                <Cmdk.Item
                  value={`open trace ${search}`}
                  className={ROW}
                  onSelect={() => choose({ href: traceHref(traceId) })}
                >
                  <CornerDownLeft aria-hidden className="size-4 text-ink-3" />
                  Open trace <span className="truncate font-mono text-ink-2">{traceId}</span>
                </Cmdk.Item>
              )}
              {grouped(places.rows.filter(isId)).map((of) => (
                <Places key={of[0]} of={of} onGo={go} />
              ))}
              {grouped(commands.filter((command) => isMeant(command, text))).map(([group, items]) => (
                <Group key={group} heading={group}>
                  {items.map((command) => (
                    <Row
                      key={command.id}
                      value={command.id}
                      icon={command.icon}
                      label={command.label}
                      hint={command.hint}
                      onSelect={() => choose(command)}
                    />
                  ))}
                </Group>
              ))}
              {grouped(places.rows.filter((row) => !isId(row))).map((of) => (
                <Places key={of[0]} of={of} onGo={go} />
              ))}
              {text !== "" && (
                <Group heading="Search">
                  <Row
                    value={searchValue(text)}
                    icon={Search}
                    label={`Search traces for “${text}”`}
                    hint={places.waits ? "looking for names…" : undefined}
                    onSelect={() => choose({ href: withShell(address, searchHref(projectSlug, text)) })}
                  />
                </Group>
              )}
            </Cmdk.List>
          </Cmdk>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface PlacesProps {
  of: [group: string, rows: readonly PlaceRow[]];
  onGo: (place: Recent) => void;
}

const Places = ({ of: [group, rows], onGo }: PlacesProps) => (
  <Group heading={group}>
    {rows.map(({ id, icon, label, hint, what, href }) => (
      <Row
        key={id}
        value={placeValue({ id })}
        icon={icon}
        label={label}
        hint={hint}
        onSelect={() => onGo({ label, hint: what, href })}
      />
    ))}
  </Group>
);

/** What a row is told apart by. */
const placeValue = ({ id }: Pick<PlaceRow, "id">): string => `place ${id}`;
const searchValue = (text: string): string => `search ${text}`;

/** An id that was pasted is what is meant, whatever else it may be part of. */
const isId = ({ group }: PlaceRow): boolean => group === "Traces" || group === "Spans";

/** Every word that was typed is part of it: of its label, its group or what else it is called. */
function isMeant({ label, group, keywords = [] }: Command, text: string): boolean {
  const all = [label, group, ...keywords].join(" ").toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

const searchHref = (projectSlug: string, q: string): string =>
  `${consolePath(projectSlug, "traces")}?${new URLSearchParams({ q })}`;

/** Range and environment go along, also where the address has words already. */
function withShell(address: (path: string) => string, href: string): string {
  const [path = "", words] = href.split("?");
  const whole = address(path);
  return words === undefined ? whole : `${whole}${whole.includes("?") ? "&" : "?"}${words}`;
}

const Group = (props: ComponentProps<typeof Cmdk.Group>) => (
  <Cmdk.Group
    className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3"
    {...props}
  />
);

interface RowProps extends Omit<ComponentProps<typeof Cmdk.Item>, "className"> {
  icon?: LucideIcon | undefined;
  label: string;
  hint?: string | null | undefined;
}

const Row = ({ icon: Icon, label, hint, ...item }: RowProps) => (
  <Cmdk.Item className={ROW} {...item}>
    {Icon ? (
      <Icon aria-hidden className="size-4 shrink-0 text-ink-3" strokeWidth={1.75} />
    ) : (
      <span className="size-4" />
    )}
    <bdi className="min-w-0 truncate">{label}</bdi>
    {hint && <span className="ml-auto shrink-0 text-s text-ink-3">{hint}</span>}
  </Cmdk.Item>
);

const ROW = `${ITEM} h-8 px-2.5! gap-2.5! text-m`;
