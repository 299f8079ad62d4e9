"use client";

import { ChevronsDownUp, ChevronsUpDown, Highlighter, ZoomIn, ZoomOut } from "lucide-react";

import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { formatCount, plural } from "@/lib/format/count";
import { formatDuration } from "@/lib/format/duration";

import type { Emphasis } from "./search-params";
import type { TimelineReading } from "./timeline-reading";
import { type TimeWindow, widthOf } from "./time-window";

interface TimelineToolbarProps {
  total: number;
  /** Spans found; null: nothing is looked for. */
  found: number | null;
  /** What is shown of the trace; null: all of it. */
  zoomed: TimeWindow | null;
  onZoom: (change: "in" | "out" | "all") => void;
  /** Null: nothing to open or close. */
  anyOpen: boolean | null;
  onOpenAll: (open: boolean) => void;
  /** Absent where the timeline is played. */
  reading: TimelineReading | undefined;
}

const CHOICES: readonly { emphasis: Emphasis | null; label: string }[] = [
  { emphasis: null, label: "Everything alike" },
  { emphasis: "critical", label: "Critical path" },
  { emphasis: "errors", label: "Errors" },
  { emphasis: "cost", label: "Cost" },
];

export function TimelineToolbar(props: TimelineToolbarProps) {
  const { found, total, zoomed, anyOpen, reading } = props;
  return (
    <div
      className="flex h-10 items-center gap-1 border-b border-line px-4 max-md:px-3"
      role="toolbar"
      aria-label="Timeline"
    >
      <span role="status" className="tabular mr-auto truncate text-s text-ink-3">
        {found === null ? plural(total, "span") : `${formatCount(found)} of ${plural(total, "span")}`}
      </span>
      {reading && <Emphasize {...reading} />}
      {zoomed && (
        <Button
          size="s"
          variant="ghost"
          onClick={() => props.onZoom("all")}
          data-tip="Show the whole trace"
          data-tip-key="0"
        >
          <span className="tabular">{formatDuration(widthOf(zoomed))} shown</span>
        </Button>
      )}
      <IconButton
        icon={ZoomOut}
        label="Zoom out"
        shortcut="−"
        disabled={!zoomed}
        onClick={() => props.onZoom("out")}
      />
      <IconButton icon={ZoomIn} label="Zoom in" shortcut="+" onClick={() => props.onZoom("in")} />
      {anyOpen !== null && (
        <IconButton
          icon={anyOpen ? ChevronsDownUp : ChevronsUpDown}
          label={anyOpen ? "Close all spans" : "Open all spans"}
          onClick={() => props.onOpenAll(!anyOpen)}
        />
      )}
    </div>
  );
}

/** What the timeline draws strongly, and whether repeats are one row. */
const Emphasize = ({ emphasis, onEmphasis, folds, onFolds }: TimelineReading) => (
  <Menu
    label="What the timeline emphasizes"
    align="end"
    trigger={
      <Button
        size="s"
        variant="ghost"
        aria-label="Emphasize"
        className={emphasis ? "bg-accent-soft text-accent!" : undefined}
      >
        <Highlighter aria-hidden className="size-4" strokeWidth={1.75} />
        <span className="max-md:hidden">
          {CHOICES.find((choice) => choice.emphasis !== null && choice.emphasis === emphasis)?.label ??
            "Emphasize"}
        </span>
      </Button>
    }
  >
    <MenuLabel>Emphasize</MenuLabel>
    {CHOICES.map((choice) => (
      <MenuItem
        key={choice.label}
        checked={choice.emphasis === emphasis}
        onSelect={() => onEmphasis(choice.emphasis)}
      >
        {choice.label}
      </MenuItem>
    ))}
    <MenuSeparator />
    <MenuItem checked={folds} onSelect={() => onFolds(!folds)}>
      Fold repeats
    </MenuItem>
  </Menu>
);
