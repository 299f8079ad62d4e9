"use client";

import { Printer } from "lucide-react";

import { Button } from "./button";

/** The page on paper: styles of print hide what cannot be pressed there. */
export const PrintButton = () => (
  <Button size="s" onClick={() => window.print()}>
    <Printer aria-hidden className="size-3.5" />
    Print
  </Button>
);
