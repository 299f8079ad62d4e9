"use client";

import { Tooltip } from "recharts";

import { bucketAt } from "../axis/buckets";
import { useCursor } from "../cursor/cursor";
import type { Pointer } from "../cursor/use-pointer";
import { ChartTooltip, type TooltipFacts, spoken } from "../frame/chart-tooltip";
import { PLOT_TOP, type PlotModel } from "./plot-model";
import { type ShownColumns, tooltipFacts } from "./tooltip-facts";

interface TimeTooltipProps extends Omit<ShownColumns, "folded" | "width"> {
  model: PlotModel;
  pointer: Pointer;
  /** Whether a bucket leads to its traces, and the series that keys have chosen for it. */
  opens: boolean;
  picked: string | undefined;
  /** The element around the drawing; what stands over it may leave it. */
  around: HTMLElement | null;
}

/**
 * The shared cursor, and what lies under it where it is pointed at; in other charts the cursor stands alone. The chart library is told
 * where it stands: its own synchronisation reaches neither heatmaps nor keys.
 */
export function TimeTooltip({ model, pointer, around, opens, picked, ...shown }: TimeTooltipProps) {
  const { folded, perColumn, width, narrow } = model;
  const at = useCursor(pointer.cursorId);
  const index = at === null ? undefined : bucketAt(folded.columns, at);
  // A range that is being drawn has no cursor over it.
  const shownAt = pointer.dragging ? undefined : index;
  const facts =
    shownAt !== undefined && pointer.pointed
      ? withHint(tooltipFacts({ ...shown, folded, width }, shownAt), { opens, picked, by: pointer.pointed })
      : undefined;
  const look = narrow
    ? { stroke: "var(--ink-3)" }
    : { stroke: "var(--ink)", strokeOpacity: 0.08, strokeWidth: width / folded.columns.length };
  return (
    <Tooltip
      // A click never reaches the library, so that nothing but this index moves the cursor.
      trigger="click"
      defaultIndex={shownAt === undefined ? undefined : shownAt * perColumn}
      portal={around}
      isAnimationActive={false}
      wrapperStyle={{ visibility: "visible" }}
      cursor={{ "data-testid": "chart-cursor", ...look } as object}
      content={<Told facts={facts} aloud={pointer.pointed === "keys"} />}
    />
  );
}

/** How its traces are opened; the series that keys have chosen stands out. */
function withHint(
  facts: TooltipFacts,
  { opens, picked, by }: { opens: boolean; picked: string | undefined; by: "pointer" | "keys" },
): TooltipFacts {
  if (!opens) return facts;
  const row = by === "keys" ? facts.rows.find(({ key }) => key === picked) : undefined;
  const hint =
    by === "pointer" ? "Click for its traces" : `Enter for its traces${row ? `, ${row.label}` : ""}`;
  return {
    ...facts,
    rows: facts.rows.map((one) => (one === row ? { ...one, strong: true } : one)),
    notes: [...(facts.notes ?? []), hint],
  };
}

interface ToldProps {
  facts: TooltipFacts | undefined;
  aloud: boolean;
  /** Of the cursor; the chart library hands it in. */
  coordinate?: { x: number };
}

/** Exact values beside the cursor, and in one sentence where keys moved it. */
function Told({ facts, aloud, coordinate }: ToldProps) {
  if (!facts || !coordinate) return null;
  return (
    <>
      <ChartTooltip {...facts} at={{ x: coordinate.x, y: PLOT_TOP }} />
      <output className="sr-only">{aloud ? spoken(facts) : ""}</output>
    </>
  );
}
