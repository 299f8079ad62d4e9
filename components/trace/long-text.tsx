"use client";

import { useState } from "react";

import { cn } from "@/components/ui/cn";
import { formatCount } from "@/lib/format/count";

import { useFoundBeyond } from "./found-text";

interface LongTextProps {
  text: string;
  /** Characters shown before the rest is asked for. */
  limit?: number;
  mono?: boolean;
  className?: string;
}

/** Text as it is, nothing rendered in it; a long one opens on request. */
export function LongText({ text, limit = 1200, mono, className }: LongTextProps) {
  const found = useFoundBeyond(text, limit);
  const [open, setOpen] = useState(found);
  // A cut that saves a line or two is not worth a click.
  const long = text.length > limit * 1.25;
  const shown = long && !open ? text.slice(0, limit) : text;
  return (
    <div
      dir="auto"
      className={cn("min-w-0 break-words whitespace-pre-wrap", mono && "font-mono text-s", className)}
    >
      {shown}
      {long && (
        <>
          {!open && "… "}
          <button
            type="button"
            aria-expanded={open}
            className="text-accent hover:underline"
            onClick={() => setOpen(!open)}
          >
            {open ? " show less" : `${formatCount(text.length - limit)} characters more`}
          </button>
        </>
      )}
    </div>
  );
}
