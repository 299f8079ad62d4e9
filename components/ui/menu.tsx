"use client";

import { type ReactNode, lazy } from "react";

import { Deferred } from "./deferred";

const load = () => import("./menu-radix");
const RadixMenu = lazy(() => load().then((m) => ({ default: m.Menu })));

/** The lines of a menu; they arrive with the menu. */
export const MenuItem = lazy(() => load().then((m) => ({ default: m.MenuItem })));
export const MenuSeparator = lazy(() => load().then((m) => ({ default: m.MenuSeparator })));
export const MenuLabel = lazy(() => load().then((m) => ({ default: m.MenuLabel })));

interface MenuProps {
  trigger: ReactNode;
  label: string;
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  className?: string;
  children: ReactNode;
}

/** A list of actions behind a button. */
export const Menu = ({ trigger, ...props }: MenuProps) => (
  <Deferred popup="menu" load={load} with={RadixMenu} trigger={trigger} props={props} />
);
