"use client";

import type { FocusEventHandler } from "react";

import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/components/ui/cn";
import { Td, Th } from "@/components/ui/table";

/** Before the columns, at any width; the name stands beside it when it is kept in sight. */
const WIDTH = "w-9 px-0! pl-3.5! max-md:pl-3!";

interface PickCellProps {
  /** What the trace is called. */
  name: string;
  picked: boolean;
  /** It stays in sight at the left, beside the name. */
  pinned: boolean;
  onPick: (toLast: boolean) => void;
  onFocus: FocusEventHandler;
}

/** The box of a row. All of its cell is hit: next to it the row would open. */
export const PickCell = ({ name, picked, pinned, onPick, onFocus }: PickCellProps) => (
  <Td
    className={cn(WIDTH, "cursor-default select-none", pinned && "sticky left-0 z-1 bg-surface")}
    onFocus={onFocus}
    // A range is meant, not the text between.
    onMouseDown={(event) => event.shiftKey && event.preventDefault()}
    onClick={(event) => {
      event.stopPropagation();
      onPick(event.shiftKey);
    }}
  >
    <span className="flex h-full items-center">
      <Checkbox checked={picked} aria-label={`Select ${name}`} />
    </span>
  </Td>
);

interface PickHeadProps {
  /** How it stands over the rows in sight. */
  state: boolean | "indeterminate";
  pinned: boolean;
  onChange: (picked: boolean) => void;
}

export const PickHead = ({ state, pinned, onChange }: PickHeadProps) => (
  <Th className={cn(WIDTH, pinned && "left-0 z-20")}>
    <span className="flex h-full items-center">
      <Checkbox checked={state} aria-label="Select the rows in sight" onChange={onChange} />
    </span>
  </Th>
);
