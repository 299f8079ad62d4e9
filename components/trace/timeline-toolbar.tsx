"use client";

import { ChevronsDownUp, ChevronsUpDown, ZoomIn, ZoomOut } from "lucide-react";
import type { RefObject } from "react";

import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { SearchInput } from "@/components/ui/input";
import { formatCount, plural } from "@/lib/format/count";
import { formatDuration } from "@/lib/format/duration";

import { type TimeWindow, widthOf } from "./time-window";

interface TimelineToolbarProps {
  search: RefObject<HTMLInputElement | null>;
  query: string;
  onQuery: (query: string) => void;
  /** Leaves the search box for the rows. */
  onDone: () => void;
  total: number;
  /** Spans found; null: nothing is looked for. */
  found: number | null;
  /** What is shown of the trace; null: all of it. */
  zoomed: TimeWindow | null;
  onZoom: (change: "in" | "out" | "all") => void;
  /** Null: nothing to open or close. */
  anyOpen: boolean | null;
  onOpenAll: (open: boolean) => void;
}

export function TimelineToolbar(props: TimelineToolbarProps) {
  const { search, query, found, total, zoomed, anyOpen } = props;
  return (
    <div
      className="flex h-10 items-center gap-1 border-b border-line px-4 max-md:px-3"
      role="toolbar"
      aria-label="Timeline"
    >
      <SearchInput
        ref={search}
        aria-label="Search within spans"
        placeholder="Search spans"
        className="w-48 max-md:w-34"
        value={query}
        onChange={(event) => props.onQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") props.onQuery("");
          if (event.key === "Escape" || event.key === "Enter" || event.key === "ArrowDown") {
            event.preventDefault();
            props.onDone();
          }
        }}
      />
      <span role="status" className="tabular mr-auto truncate px-2 text-s text-ink-3">
        {found === null ? plural(total, "span") : `${formatCount(found)} of ${plural(total, "span")}`}
      </span>
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
