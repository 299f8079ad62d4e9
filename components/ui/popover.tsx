"use client";

import { Popover as Radix } from "radix-ui";
import type { ReactNode } from "react";

import { cn } from "./cn";

/** Ground of everything that floats. */
export const POPUP =
  "z-40 animate-enter rounded-l bg-surface text-s text-ink shadow-pop max-h-(--radix-popper-available-height) overflow-y-auto";
/** A line in a floating list; `data-highlighted` is set by Radix, `data-selected` by cmdk. */
export const ITEM =
  "flex min-h-7 cursor-default items-center gap-2 rounded-s px-2 outline-none select-none data-highlighted:bg-hover data-[selected=true]:bg-hover data-[disabled='']:text-ink-3 data-[disabled=true]:text-ink-3";

/** Opens on what is chosen (`data-autofocus`) instead of on what comes first. */
export function focusMarked(event: Event): void {
  const marked = (event.currentTarget as HTMLElement | null)?.querySelector<HTMLElement>("[data-autofocus]");
  if (!marked) return;
  event.preventDefault();
  marked.focus();
}

interface PopoverProps {
  trigger: ReactNode;
  children: ReactNode;
  label: string;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  className?: string;
}

/** Something small to set or read, anchored to its button. */
export function Popover({
  trigger,
  children,
  label,
  open,
  onOpenChange,
  align = "start",
  side = "bottom",
  className,
}: PopoverProps) {
  return (
    <Radix.Root {...(open === undefined ? {} : { open })} onOpenChange={onOpenChange}>
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
