"use client";

import { Printer } from "lucide-react";

import { Button } from "@/components/ui/button";

export const PrintButton = () => (
  <Button size="s" onClick={() => window.print()}>
    <Printer aria-hidden className="size-3.5" /> Print
  </Button>
);
