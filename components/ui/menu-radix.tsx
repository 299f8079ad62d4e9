"use client";

import { Check, type LucideIcon } from "lucide-react";
import Link from "@/components/ui/link";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";

import { cn } from "./cn";
import type { OpenProps } from "./deferred";
import { ITEM, POPUP } from "./popup-style";

interface MenuProps extends OpenProps {
  label: string;
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  children: ReactNode;
  className?: string;
}

/** The floating part of Menu. */
export function Menu({
  trigger,
  open,
  onOpenChange,
  label,
  align = "end",
  side = "bottom",
  children,
  className,
}: MenuProps) {
  return (
    <Radix.Root modal={false} open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={cn(POPUP, "min-w-44 p-1", className)}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface MenuItemProps {
  icon?: LucideIcon;
  children: ReactNode;
  onSelect?: () => void;
  /** A link instead of an action. */
  href?: string;
  shortcut?: string;
  danger?: boolean;
  disabled?: boolean;
  /** Chosen among its group: shows a tick. */
  checked?: boolean;
}

export function MenuItem({
  icon: Icon,
  children,
  onSelect,
  href,
  shortcut,
  danger,
  disabled,
  checked,
}: MenuItemProps) {
  const inside = (
    <>
      {Icon && <Icon aria-hidden className={cn("size-3.5 shrink-0", danger ? "" : "text-ink-3")} />}
      <span className="truncate">{children}</span>
      {checked && <Check aria-hidden className="ml-auto size-3.5 shrink-0 text-accent" />}
      {shortcut && <span className="ml-auto pl-4 text-ink-3">{shortcut}</span>}
    </>
  );
  const classes = cn(ITEM, danger && "text-bad");
  if (href !== undefined) {
    return (
      <Radix.Item asChild className={classes} disabled={disabled}>
        <Link href={href} aria-current={checked ? "true" : undefined}>
          {inside}
        </Link>
      </Radix.Item>
    );
  }
  if (checked !== undefined) {
    return (
      <Radix.CheckboxItem
        checked={checked}
        className={classes}
        disabled={disabled}
        onSelect={() => onSelect?.()}
      >
        {inside}
      </Radix.CheckboxItem>
    );
  }
  return (
    <Radix.Item className={classes} disabled={disabled} onSelect={() => onSelect?.()}>
      {inside}
    </Radix.Item>
  );
}

export const MenuSeparator = () => <Radix.Separator className="mx-1 my-1 h-px bg-line" />;

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-xs text-ink-3">{children}</Radix.Label>;
}
