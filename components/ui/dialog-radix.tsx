"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";

import { cn } from "./cn";
import type { OpenProps } from "./deferred";
import type { DialogProps } from "./dialog";
import { IconButton } from "./icon-button";

const SIZES = { m: "max-w-112", l: "max-w-180" } as const;

/** The floating part of Dialog. */
export default function RadixDialog({
  title,
  description,
  open,
  onOpenChange,
  trigger,
  children,
  footer,
  size = "m",
  drawer,
}: Omit<DialogProps, keyof OpenProps> & OpenProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-30 animate-fade bg-scrim" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={focusFirstControl}
          className={cn(
            "fixed z-30 flex flex-col bg-surface shadow-pop outline-none",
            drawer
              ? "inset-y-0 left-0 w-64 animate-slide"
              : cn(
                  "top-[12vh] left-1/2 max-h-[76vh] w-[calc(100vw-2rem)] -translate-x-1/2 animate-fade rounded-l",
                  SIZES[size],
                ),
          )}
        >
          <div className={cn("flex items-start gap-3 px-4 pt-3", drawer ? "pb-2" : "pb-1")}>
            <Radix.Title className="mr-auto pt-1 text-m font-semibold">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton icon={X} label="Close" size="s" />
            </Radix.Close>
          </div>
          {description && (
            <Radix.Description className="px-4 pb-2 text-s text-ink-2">{description}</Radix.Description>
          )}
          <div data-dialog-body className={cn("min-h-0 flex-1 overflow-y-auto", !drawer && "px-4 py-2")}>
            {children}
          </div>
          {footer && <div className="flex justify-end gap-2 border-t border-line px-4 py-3">{footer}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** To the first thing to fill in or do, else to the dialog itself: opening must not announce the close button. */
function focusFirstControl(event: Event): void {
  const dialog = event.currentTarget as HTMLElement | null;
  const body = dialog?.querySelector<HTMLElement>("[data-dialog-body]");
  event.preventDefault();
  (body?.querySelector<HTMLElement>("input, textarea, [role=combobox], a[href], button") ?? dialog)?.focus();
}
