"use client";

import {
  columnOrderingFeature,
  columnPinningFeature,
  columnResizingFeature,
  columnSizingFeature,
  type ColumnSizingState,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { flushSync } from "react-dom";

import type { TraceSummary } from "@/lib/traces/summary";

import { COLUMN_KEYS, type ColumnKey } from "./column-keys";
import { COLUMNS } from "./columns";

export const LEAST_PX = 44;
const NAME_PX = 154;
/** The least that a column without a width of its own is given. */
const FREE_PX = 160;

const features = tableFeatures({
  columnOrderingFeature,
  columnPinningFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
});

/** Rows are drawn from the list itself, those in sight only: the library is asked about columns. */
const NO_ROWS: TraceSummary[] = [];

const ownWidth = (key: ColumnKey): number | undefined => (key === "name" ? undefined : COLUMNS[key].width);

const DEFINITIONS = COLUMN_KEYS.map((key) => ({
  id: key,
  size: key === "name" ? NAME_PX : (ownWidth(key) ?? FREE_PX),
  minSize: LEAST_PX,
}));

interface TraceColumnsInput {
  /** Those that are drawn, in their order. */
  columns: readonly ColumnKey[];
  pinned: boolean;
  sizes: Readonly<Record<string, number>>;
  onSizes: (sizes: Record<string, number>) => void;
}

/** Which columns stand where and how wide. */
export function useTraceColumns({ columns, pinned, sizes, onSizes }: TraceColumnsInput) {
  const table = useTable({
    features,
    columns: DEFINITIONS,
    data: NO_ROWS,
    columnResizeMode: "onChange",
    state: {
      columnOrder: [...columns],
      columnVisibility: Object.fromEntries(COLUMN_KEYS.map((key) => [key, columns.includes(key)])),
      columnPinning: { start: pinned ? ["name"] : [], end: [] },
      columnSizing: { ...sizes },
    },
    onColumnSizingChange: (change: ColumnSizingState | ((old: ColumnSizingState) => ColumnSizingState)) =>
      onSizes({ ...(typeof change === "function" ? change({ ...sizes }) : change) }),
  });
  // Heads know of what is pinned, columns alone do not.
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const shown = headers.map(({ column }) => column.id as ColumnKey);
  // The name takes what is left, unless another column does.
  const free = shown.some((key) => key !== "name" && (sizes[key] ?? ownWidth(key)) === undefined);
  return {
    shown,
    headers,
    /** Pixels; absent: what the others leave. */
    widthOf: (key: ColumnKey): number | undefined =>
      sizes[key] ?? (key === "name" ? (free ? NAME_PX : undefined) : ownWidth(key)),
    setWidth: (key: ColumnKey, width: number | null) => {
      const { [key]: _, ...others } = sizes;
      onSizes(width === null ? others : { ...others, [key]: width });
    },
    /** A column that took what was left has a width of its own from the moment it is drawn. */
    own: (key: ColumnKey, measured: number) => {
      if (sizes[key] === undefined) flushSync(() => onSizes({ ...sizes, [key]: Math.round(measured) }));
    },
  };
}
export type TraceColumns = ReturnType<typeof useTraceColumns>;
