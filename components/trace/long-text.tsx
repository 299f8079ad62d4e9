"use client";

import { useState } from "react";

import { cn } from "@/components/ui/cn";

import { useFoundBeyond } from "./found-text";
import { isLong, ShowMore } from "./show-more";

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
  // As somebody left it; else as a text that is looked for asks.
  const [left, setLeft] = useState<boolean | null>(null);
  const open = left ?? found;
  const long = isLong(text.length, limit);
  const shown = long && !open ? text.slice(0, limit) : text;
  return (
    <div
      dir="auto"
      className={cn("min-w-0 break-words whitespace-pre-wrap", mono && "font-mono text-s", className)}
    >
      {shown}
      {long && (
        <>
          {open ? " " : "… "}
          <ShowMore open={open} rest={text.length - limit} onChange={setLeft} />
        </>
      )}
    </div>
  );
}
