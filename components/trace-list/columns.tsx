import { CircleAlert, CircleDashed } from "lucide-react";
import type { ReactNode } from "react";

import { ScoreBadges } from "@/components/scores/score-badge";
import { CompletenessLights } from "@/components/trace/completeness-lights";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { Figure } from "@/components/ui/figure";
import { noFirstToken } from "@/components/ui/no-first-token";
import { RelativeTime } from "@/components/ui/relative-time";
import { DIMENSIONS } from "@/lib/model/dimensions";
import type { DimensionColumn } from "@/lib/model/filter-params";
import type { SortKey } from "@/lib/traces/sort";
import type { TraceSummary } from "@/lib/traces/summary";

import { modelNames } from "./model-names";
import { type ColumnKey, DIMENSION_COLUMNS, NARROW_COLUMNS, WIDE_COLUMNS } from "./column-keys";
import { CostCell } from "./cost-cell";
import { OwnPage } from "./own-page";

interface Column {
  head: string;
  /** Its whole name where the head is short: on hover, and where columns are chosen. */
  about?: string;
  numeric?: boolean;
  dim?: boolean;
  /** Pixels; absent: takes what the others leave. */
  width?: number;
  /** What the head sorts the whole list by. */
  sort?: SortKey;
  cell: (trace: TraceSummary) => ReactNode;
}

const text = (value: string | null, none = ""): ReactNode =>
  value === null || value === "" ? none : <span title={value}>{value}</span>;

const several = (values: readonly string[]): ReactNode =>
  values.length === 0 ? null : (
    // The name is cut before the number of others is.
    <span title={values.join("\n")} className="flex gap-1">
      <span className="min-w-0 truncate">{values[0]}</span>
      {values.length > 1 && <span className="shrink-0 text-ink-3">+{values.length - 1}</span>}
    </span>
  );

const unknownTokens = (trace: TraceSummary): string =>
  trace.counts.llm === 0 ? "no model was called" : "the client reported no tokens";

/** Every column; the table draws those that are chosen, in this order. The name's cell is drawn by the row: it is the link. */
export const COLUMNS: { [key in Exclude<ColumnKey, "name">]: Column } = {
  ...dimensionColumns(),
  time: { head: "Started", width: 88, dim: true, cell: (trace) => <RelativeTime at={trace.started_at} /> },
  status: { head: "Outcome", width: 108, cell: (trace) => <Outcome trace={trace} /> },
  input: {
    head: "Input",
    dim: true,
    cell: (trace) =>
      trace.content_hidden ? (
        <span className="text-ink-3">hidden from your role</span>
      ) : (
        text(trace.input_preview)
      ),
  },
  output: {
    head: "Output",
    dim: true,
    cell: (trace) =>
      trace.content_hidden ? (
        <span className="text-ink-3">hidden from your role</span>
      ) : (
        text(trace.output_preview)
      ),
  },
  model: { head: "Model", width: 132, dim: true, cell: (trace) => several(modelNames(trace.models)) },
  latency: {
    head: "Latency",
    numeric: true,
    sort: "latency",
    width: 76,
    cell: (trace) => <Figure value={trace.duration_ms} quantity="duration" unknown="its end is not known" />,
  },
  ttft: {
    head: "TTFT",
    about: "Time to first token",
    numeric: true,
    sort: "ttft",
    width: 76,
    cell: (trace) => <Figure value={trace.ttft_ms} quantity="duration" unknown={noFirstToken(trace)} />,
  },
  tokens_in: {
    head: "In",
    about: "Input tokens",
    numeric: true,
    sort: "tokens_in",
    width: 72,
    cell: (trace) => (
      <Figure
        value={trace.tokens?.input_total}
        quantity="count"
        unknown={unknownTokens(trace)}
        estimated={trace.tokens_estimated}
      />
    ),
  },
  tokens_out: {
    head: "Out",
    about: "Output tokens",
    numeric: true,
    sort: "tokens_out",
    width: 72,
    cell: (trace) => (
      <Figure
        value={trace.tokens?.output_total}
        quantity="count"
        unknown={unknownTokens(trace)}
        estimated={trace.tokens_estimated}
      />
    ),
  },
  cost: {
    head: "Cost",
    numeric: true,
    sort: "cost",
    width: 112,
    cell: (trace) => <CostCell trace={trace} />,
  },
  scores: {
    head: "Scores",
    width: 148,
    cell: ({ scores = [] }) => (
      <span className="flex gap-1">
        <ScoreBadges scores={scores} most={2} />
      </span>
    ),
  },
  complete: {
    head: "Complete",
    about: "Complete: the five lights",
    width: 82,
    cell: (trace) => (
      <CompletenessLights completeness={trace.completeness} notes={trace.notes} labelled={false} />
    ),
  },
  tags: {
    head: "Tags",
    width: 140,
    cell: (trace) => (
      <span className="flex gap-1">
        {trace.tags.slice(0, 2).map((tag) => (
          <Badge key={tag}>{tag}</Badge>
        ))}
        {trace.tags.length > 2 && (
          <span className="text-ink-3" title={trace.tags.join("\n")}>
            +{trace.tags.length - 2}
          </span>
        )}
      </span>
    ),
  },
};

/** A column's head; the name's cell is the row's link. */
export const headOf = (key: ColumnKey): Pick<Column, "head" | "about" | "numeric" | "sort"> =>
  key === "name" ? { head: "Trace" } : COLUMNS[key];

/** Which widths of the window a column is seen at. */
export const seenAt = (key: ColumnKey): string =>
  cn(!NARROW_COLUMNS.has(key) && "max-md:hidden", WIDE_COLUMNS.has(key) && "max-xl:hidden");

/** Dimensions of which a trace has one value, as it is. */
function dimensionColumns() {
  return Object.fromEntries(
    DIMENSION_COLUMNS.map((name) => {
      const { label, column } = DIMENSIONS[name];
      return [
        name,
        {
          head: label,
          width: column.width,
          dim: true,
          cell: (trace) =>
            name === "user" || name === "session" ? (
              <OwnPage of={name} id={trace[column.field]} />
            ) : (
              text(trace[column.field])
            ),
        },
      ];
    }),
  ) as Record<DimensionColumn, Column>;
}

/** Failed in words and a mark, running, or completed in quiet ink: normal has no colour. */
function Outcome({ trace }: { trace: Pick<TraceSummary, "status" | "open" | "error_type" | "notes"> }) {
  if (trace.status === "error") {
    return (
      <span
        className="inline-flex items-center gap-1 align-middle text-bad"
        data-tip={trace.error_type ?? undefined}
      >
        <CircleAlert aria-hidden className="size-3.5 shrink-0" />
        <span className="max-md:sr-only">Failed</span>
      </span>
    );
  }
  if (trace.open) {
    return (
      <span
        className="inline-flex items-center gap-1 align-middle text-accent"
        data-tip="Spans of this trace have not ended yet"
      >
        <CircleDashed aria-hidden className="size-3.5 shrink-0" />
        <span className="max-md:sr-only">Running</span>
      </span>
    );
  }
  if (trace.notes.includes("neverEnded")) {
    return (
      <span
        className="inline-flex items-center gap-1 align-middle text-warn"
        data-tip="It was begun, and nothing more came of it"
      >
        <CircleDashed aria-hidden className="size-3.5 shrink-0" />
        <span className="max-md:sr-only">Never ended</span>
      </span>
    );
  }
  return <span className="text-ink-3 max-md:sr-only">Completed</span>;
}
