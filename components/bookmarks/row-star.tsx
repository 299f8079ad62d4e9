"use client";

import { Star } from "lucide-react";

import { cn } from "@/components/ui/cn";

interface RowStarProps {
  /** What the trace is called. */
  name: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

/** In a row of the list: there where it is set; else where the row is looked at. */
export const RowStar = ({ name, on, onChange }: RowStarProps) => (
  <button
    type="button"
    aria-label={`Bookmark ${name}`}
    aria-pressed={on}
    // Keys reach it by `b`: a stop in every row would make the list twice as long to go through.
    tabIndex={-1}
    data-tip={on ? "Take the bookmark off" : "Bookmark"}
    data-tip-key="b"
    className={cn(
      "-my-1 grid size-6 shrink-0 place-items-center rounded-s",
      on ? "text-accent" : "text-ink-3 opacity-0 group-hover/row:opacity-100 pointer-coarse:opacity-100",
    )}
    onClick={(event) => {
      event.stopPropagation();
      onChange(!on);
    }}
  >
    <Star aria-hidden className={cn("size-3.5", on && "fill-current")} strokeWidth={1.75} />
  </button>
);
