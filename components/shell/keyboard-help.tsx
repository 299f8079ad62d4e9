"use client";

import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";

import { grouped } from "./group";
import { keyLabel } from "./match-key";
import { useShortcutList } from "./shortcuts";
import { useApple } from "./use-apple";

/** All keys that work on this page. */
export default function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const apple = useApple();
  // Of two bindings of one key the later one acts, so only it is told.
  const acting = [...new Map(useShortcutList().map((s) => [s.keys, s])).values()];
  return (
    <Dialog title="Keyboard" open onOpenChange={(open) => !open && onClose()}>
      <div className="grid gap-4 pb-3">
        {grouped(acting).map(([group, shortcuts]) => (
          <section key={group}>
            <h3 className="mb-1 text-s text-ink-3">{group}</h3>
            <dl className="grid grid-cols-[1fr_auto] text-s">
              {shortcuts.map((s) => (
                <div
                  key={s.keys}
                  className="col-span-2 flex h-7 items-center justify-between border-b border-line"
                >
                  <dt>{s.label}</dt>
                  <dd>
                    <Kbd>{keyLabel(s.keys, apple)}</Kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
