"use client";

import { Popover as Radix } from "radix-ui";

import { cn } from "./cn";
import type { OpenProps } from "./deferred";
import type { PopoverProps } from "./popover";
import { POPUP } from "./popup-style";

/** Opens on what is chosen (`data-autofocus`) instead of on what comes first. */
function focusMarked(event: Event): void {
  const marked = (event.currentTarget as HTMLElement | null)?.querySelector<HTMLElement>("[data-autofocus]");
  if (!marked) return;
  event.preventDefault();
  marked.focus();
}

/** The floating part of Popover. */
export default function RadixPopover({
  trigger,
  children,
  label,
  open,
  onOpenChange,
  align = "start",
  side = "bottom",
  className,
}: Omit<PopoverProps, keyof OpenProps> & OpenProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          onOpenAutoFocus={focusMarked}
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={cn(POPUP, className ?? "w-72 p-3")}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
