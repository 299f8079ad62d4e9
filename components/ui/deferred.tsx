"use client";

import { Slot } from "radix-ui";
import { type ComponentType, type KeyboardEvent, type ReactNode, Suspense, useState } from "react";

export interface DeferredProps {
  /** The button that opens it. */
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

export interface OpenProps {
  trigger?: ReactNode;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/**
 * Menus, popovers and dialogs are half of what the frame would weigh, and none is open when a page appears. Until first opened only
 * the button stands there; pointing at it or focusing it fetches the rest, so a click finds it ready.
 */
export function Deferred<P extends object>({
  trigger,
  open: controlled,
  onOpenChange,
  popup,
  load,
  with: Popup,
  props,
}: DeferredProps & {
  popup: "menu" | "dialog";
  load: () => Promise<unknown>;
  with: ComponentType<P & OpenProps>;
  props: P;
}) {
  const [own, setOwn] = useState(false);
  const open = controlled ?? own;
  const [opened, setOpened] = useState(open);
  if (open && !opened) setOpened(true);

  const change = (next: boolean) => {
    setOwn(next);
    onOpenChange?.(next);
  };
  const warm = () => void load();
  const button = trigger ? (
    <Slot.Root
      aria-haspopup={popup}
      aria-expanded={open}
      onPointerEnter={warm}
      onFocus={warm}
      onClick={() => change(true)}
      onKeyDown={(event: KeyboardEvent) => {
        if (popup !== "menu" || event.key !== "ArrowDown") return;
        event.preventDefault();
        change(true);
      }}
    >
      {trigger}
    </Slot.Root>
  ) : null;
  if (!opened) return button;
  return (
    <Suspense fallback={button}>
      <Popup {...props} trigger={trigger} open={open} onOpenChange={change} />
    </Suspense>
  );
}
