"use client";

import { Tooltip } from "@/components/ui/tooltip";

/** A day of UTC, which is all that is known: "2026-11-21". */
export const Day = ({ on }: { on: string | null }) =>
  on === null ? (
    <Tooltip content="no model call of the past 90 days">
      <span className="text-ink-3">
        <span aria-hidden>–</span>
        <span className="sr-only">no model call of the past 90 days</span>
      </span>
    </Tooltip>
  ) : (
    <Tooltip content="the last day (UTC) with a model call">
      <time dateTime={on} className="tabular whitespace-nowrap">
        {on}
      </time>
    </Tooltip>
  );
