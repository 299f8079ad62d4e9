"use client";

import { Download, Table2, TrendingUp } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useId, useState } from "react";

import { cn } from "@/components/ui/cn";
import { ErrorState } from "@/components/ui/error-state";
import { IconButton } from "@/components/ui/icon-button";

import type { ChartTableData } from "./chart-data";
import { ChartTable } from "./chart-table";
import { toCsv } from "@/lib/format/csv";
import { download } from "./download";

interface ChartFrameProps {
  question: string;
  subtitle?: string | undefined;
  /** Pixels kept for the drawing in every state, so that nothing jumps. */
  height: number;
  loading?: boolean | undefined;
  error?: { code?: string; onRetry?: () => void } | undefined;
  /** The sentence when there is nothing to draw. */
  empty?: string | undefined;
  /** Made when asked for. */
  table: () => ChartTableData;
  fileName?: string | undefined;
  /** Above the drawing. */
  legend?: ReactNode;
  children: ReactNode;
}

/** The question, the answer drawn, and the table behind it one key away (`t` while the chart has the focus). */
export function ChartFrame({
  question,
  subtitle,
  height,
  loading,
  error,
  empty,
  table,
  fileName,
  legend,
  children,
}: ChartFrameProps) {
  const [asTable, setAsTable] = useState(false);
  const titleId = useId();
  const drawn = !loading && !error && !empty;

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "t" || event.metaKey || event.ctrlKey || event.altKey || !drawn) return;
    event.preventDefault(); // the time range listens for the same key elsewhere
    setAsTable(!asTable);
  }

  function save() {
    const { csv } = table();
    download(
      `${
        fileName ??
        question
          .toLowerCase()
          .match(/[a-z0-9]+/g)
          ?.join("-") ??
        "chart"
      }.csv`,
      toCsv(csv.head, csv.rows),
    );
  }

  return (
    <figure
      aria-labelledby={titleId}
      aria-busy={loading}
      onKeyDown={onKeyDown}
      className="group/chart min-w-0"
    >
      <div className="relative flex min-h-6 flex-wrap items-baseline gap-x-3 pt-0.5">
        <figcaption id={titleId} className="min-w-0 text-m font-semibold">
          {question}
        </figcaption>
        {subtitle && (
          <span
            className={cn(
              "tabular ml-auto text-s text-ink-3 max-sm:ml-0",
              drawn &&
                "pointer-fine:group-focus-within/chart:opacity-0 pointer-fine:group-hover/chart:opacity-0",
            )}
          >
            {subtitle}
          </span>
        )}
        {drawn && (
          <span
            data-chrome
            className="absolute top-0 right-0 flex bg-surface opacity-0 group-focus-within/chart:opacity-100 group-hover/chart:opacity-100 pointer-coarse:opacity-100"
          >
            <IconButton
              size="s"
              icon={asTable ? TrendingUp : Table2}
              label={asTable ? "Show chart" : "Show table"}
              shortcut="t"
              onClick={() => setAsTable(!asTable)}
            />
            <IconButton size="s" icon={Download} label="Save as CSV" onClick={save} />
          </span>
        )}
      </div>
      {drawn && !asTable && legend}
      <div className="relative mt-1" style={{ height }}>
        {loading ? (
          <div role="status" aria-label={`Loading: ${question}`} className="skeleton h-full" />
        ) : error ? (
          <div className="grid h-full place-items-center">
            <ErrorState
              compact
              title="This chart could not be read"
              code={error.code}
              onRetry={error.onRetry}
            />
          </div>
        ) : empty ? (
          <p className="grid h-full place-items-center rounded-m bg-sunken px-4 text-center text-s text-ink-2">
            {empty}
          </p>
        ) : asTable ? (
          <ChartTable caption={question} data={table()} />
        ) : (
          children
        )}
      </div>
    </figure>
  );
}
