"use client";

import type { KeyboardEvent, MouseEvent, TouchEvent } from "react";

interface ResizeHandleProps {
  /** Of the column: "Model". */
  label: string;
  /** Pixels. */
  width: number;
  least: number;
  onStart: (event: MouseEvent | TouchEvent) => void;
  /** By keyboard: the new width; null: the usual one again. */
  onWidth: (width: number | null) => void;
}

const STEP_PX = 16;

/** At the right edge of a head: drawn wider or narrower by pointer or arrow keys; Home or a double click gives the usual width. */
export function ResizeHandle({ label, width, least, onStart, onWidth }: ResizeHandleProps) {
  function press(event: KeyboardEvent) {
    const step = { ArrowLeft: -STEP_PX, ArrowRight: STEP_PX }[event.key];
    if (step === undefined && event.key !== "Home") return;
    event.preventDefault();
    onWidth(step === undefined ? null : Math.max(least, width + step));
  }
  return (
    <span
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${label}`}
      aria-valuenow={Math.round(width)}
      aria-valuemin={least}
      aria-valuetext={`${Math.round(width)} pixels`}
      tabIndex={0}
      onMouseDown={onStart}
      onTouchStart={onStart}
      onDoubleClick={() => onWidth(null)}
      onKeyDown={press}
      className="absolute top-0 right-0 h-full w-2 cursor-col-resize touch-none border-r-2 border-transparent select-none hover:border-line-strong focus-visible:border-accent max-md:hidden"
    />
  );
}
