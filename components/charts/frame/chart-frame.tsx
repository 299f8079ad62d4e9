"use client";

import { Download, Table2, TrendingUp, ZoomOut } from "lucide-react";
import dynamic from "next/dynamic";
import { type KeyboardEvent, type ReactNode, type RefObject, useId, useRef, useState } from "react";

import { cn } from "@/components/ui/cn";
import { ErrorState } from "@/components/ui/error-state";
import { HowComputed } from "@/components/ui/how-computed";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { useTimeZone } from "@/components/ui/time-zone";
import { useShellParams } from "@/components/shell/use-shell-params";
import { notify } from "@/components/ui/notify";
import { toCsv } from "@/lib/format/csv";
import { resolveRange } from "@/lib/time/range";

import { download, fileNameOf } from "./download";
import type { TableData } from "./table-data";
import { rangeCaption } from "../axis/bucket-text";

const ChartTable = dynamic(() => import("./chart-table"), { ssr: false });

/** What every chart is given, whatever it draws. */
export interface FrameProps {
  /** The title, as the question the chart answers: "p95 time to first token by model". */
  question: string;
  /** Where in the documentation its figures are explained. */
  how?: string | undefined;
  /** A quiet fact beside it: "by hour", "$41.20 today of $60.00 ceiling". */
  subtitle?: string | undefined;
  loading?: boolean | undefined;
  error?: { code?: string; onRetry?: () => void } | undefined;
  /** The sentence when there is nothing: "No model calls in this range." */
  empty?: string | undefined;
  /** Name of saved files, without extension; otherwise made of the question. */
  fileName?: string | undefined;
}

interface ChartFrameProps extends FrameProps {
  /** Kept for the drawing in every state, so that nothing jumps: pixels, or a CSS length where it depends on the width. */
  height: number | string;
  /** Made when asked for. */
  table: () => TableData;
  /** Above the drawing. */
  legend?: ReactNode;
  /** Goes back to the range before a zoom. */
  onZoomOut?: (() => void) | undefined;
  children: ReactNode;
}

/** In the place of a drawing whose figures or whose script are on their way. */
export const Undrawn = () => <div className="skeleton h-full" />;

/** The question, the answer drawn, and the table behind it one key away (`t` while the chart has the focus). */
export function ChartFrame({
  question,
  how,
  subtitle,
  height,
  loading,
  error,
  empty,
  table,
  fileName,
  legend,
  onZoomOut,
  children,
}: ChartFrameProps) {
  const [asTable, setAsTable] = useState(false);
  const drawing = useRef<HTMLDivElement>(null);
  const titleId = useId();
  const drawn = !loading && !error && !empty;

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "t" || event.metaKey || event.ctrlKey || event.altKey || !drawn) return;
    event.preventDefault(); // the time range listens for the same key elsewhere
    setAsTable(!asTable);
  }

  const files = useChartFiles({ question, subtitle, fileName, table, drawing });

  return (
    <figure
      aria-labelledby={titleId}
      aria-busy={loading}
      onKeyDown={onKeyDown}
      className="group/chart min-w-0"
    >
      <div className="relative flex min-h-6 flex-wrap items-baseline gap-x-3 pt-0.5">
        <figcaption className="min-w-0 text-m font-semibold wrap-anywhere">
          <span id={titleId}>{question}</span>
          {how && <HowComputed how={how} of={question} />}
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
          <Tools asTable={asTable} onTable={() => setAsTable(!asTable)} onZoomOut={onZoomOut} {...files} />
        )}
      </div>
      <div ref={drawing} className="flow-root">
        {drawn && !asTable && legend}
        <div className="relative mt-1" style={{ height }}>
          {!drawn ? (
            <InPlace question={question} loading={loading} error={error} empty={empty} />
          ) : asTable ? (
            <ChartTable caption={question} data={table()} />
          ) : (
            children
          )}
        </div>
      </div>
    </figure>
  );
}

/** Buttons that come when the chart is pointed at. */
const Tools = ({
  asTable,
  onTable,
  onZoomOut,
  saveCsv,
  savePng,
}: {
  asTable: boolean;
  onTable: () => void;
  onZoomOut: (() => void) | undefined;
} & ReturnType<typeof useChartFiles>) => (
  <span
    data-chrome
    className="absolute top-0 right-0 flex bg-surface opacity-0 group-focus-within/chart:opacity-100 group-hover/chart:opacity-100 has-[[data-state=open]]:opacity-100 pointer-coarse:opacity-100"
  >
    {onZoomOut && <IconButton size="s" icon={ZoomOut} label="Zoom out" onClick={onZoomOut} />}
    <IconButton
      size="s"
      icon={asTable ? TrendingUp : Table2}
      label={asTable ? "Show chart" : "Show table"}
      shortcut="t"
      onClick={onTable}
    />
    <Menu label="Save this chart" trigger={<IconButton size="s" icon={Download} label="Save chart" />}>
      <MenuItem onSelect={saveCsv}>Save as CSV</MenuItem>
      {!asTable && <MenuItem onSelect={() => void savePng()}>Save as PNG</MenuItem>}
    </Menu>
  </span>
);

/** What stands in the place of a drawing that there is none of. */
const InPlace = ({
  question,
  loading,
  error,
  empty,
}: Pick<FrameProps, "question" | "loading" | "error" | "empty">) =>
  loading ? (
    <div role="status" aria-label={`Loading: ${question}`} className="h-full">
      <Undrawn />
    </div>
  ) : error ? (
    <div className="grid h-full place-items-center">
      <ErrorState compact title="This chart could not be read" code={error.code} onRetry={error.onRetry} />
    </div>
  ) : empty ? (
    <p className="grid h-full place-items-center rounded-m bg-sunken px-4 text-center text-s text-ink-2">
      {empty}
    </p>
  ) : null;

/** What is drawn as a file: figures, or a picture with its question and range. */
function useChartFiles({
  question,
  subtitle,
  fileName,
  table,
  drawing,
}: Pick<ChartFrameProps, "question" | "subtitle" | "fileName" | "table"> & {
  drawing: RefObject<HTMLDivElement | null>;
}) {
  const [view] = useShellParams();
  const zone = useTimeZone();
  const name = fileName ?? fileNameOf(question);
  function saveCsv() {
    const { head, rows } = table().csv();
    download(`${name}.csv`, toCsv(head, rows));
  }

  async function savePng() {
    const { from, to } = resolveRange(view, new Date(), zone);
    const { chartPng } = await import("./chart-png");
    try {
      const caption = { question, subtitle, range: rangeCaption(from, to, zone) };
      download(`${name}.png`, await chartPng(drawing.current!, caption));
    } catch {
      notify.failed("This browser could not make a picture; save the figures as CSV instead.");
    }
  }
  return { saveCsv, savePng };
}
