"use client";

import { type ReactNode, lazy } from "react";

import { Deferred, type DeferredProps } from "./deferred";

const load = () => import("./dialog-radix");
const RadixDialog = lazy(load);

export interface DialogProps extends DeferredProps {
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  size?: "m" | "l";
  /** Slides in from the left and fills the height: navigation on small screens. */
  drawer?: boolean;
}

/** One decision or one form over the page. Focus is held inside and returned afterwards; Escape closes. */
export const Dialog = ({ trigger, open, onOpenChange, ...props }: DialogProps) => (
  <Deferred
    popup="dialog"
    load={load}
    with={RadixDialog}
    trigger={trigger}
    open={open}
    onOpenChange={onOpenChange}
    props={props}
  />
);
