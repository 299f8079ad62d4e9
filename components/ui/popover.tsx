"use client";

import { type ReactNode, lazy } from "react";

import { Deferred, type DeferredProps } from "./deferred";

const load = () => import("./popover-radix");
const RadixPopover = lazy(load);

export interface PopoverProps extends DeferredProps {
  trigger: ReactNode;
  children: ReactNode;
  label: string;
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  className?: string;
}

/** Something small to set or read, anchored to its button. */
export const Popover = ({ trigger, open, onOpenChange, ...props }: PopoverProps) => (
  <Deferred
    popup="dialog"
    load={load}
    with={RadixPopover}
    trigger={trigger}
    open={open}
    onOpenChange={onOpenChange}
    props={props}
  />
);
