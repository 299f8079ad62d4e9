"use client";

import { Badge } from "@/components/ui/badge";
import { useTimeZone } from "@/components/ui/time-zone";
import { plural } from "@/lib/format/count";
import { formatDuration } from "@/lib/format/duration";
import { formatDateTime } from "@/lib/format/when";
import type { BackTest } from "@/lib/monitors/back-test";

import { STATUS_WORDS } from "./status-words";

const SHOWN = 10;

/** When a monitor would have told what, the latest first. */
export function FiredList({ tested }: { tested: BackTest }) {
  const zone = useTimeZone();
  const fired = tested.series
    .flatMap(({ series, fired: own }) => own.map((one) => ({ series, ...one })))
    .toSorted((a, b) => (a.from < b.from ? 1 : -1));
  if (fired.length === 0) return <p className="text-m text-ink-2">It would have told nothing.</p>;
  return (
    <div className="grid gap-2 text-s [&>*]:min-w-0">
      <p className="text-m">It would have told {plural(fired.length, "time")}.</p>
      <ul className="grid gap-1 [&>*]:min-w-0">
        {fired.slice(0, SHOWN).map(({ series, from, to, level }) => (
          <li key={`${series} ${from}`} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="w-16">
              <Badge tone={STATUS_WORDS[level].tone}>{level}</Badge>
            </span>
            <span className="tabular">{formatDateTime(new Date(from), zone, { seconds: false })}</span>
            <span className="tabular w-20 text-ink-3">
              {to === null ? "still" : `for ${formatDuration(Date.parse(to) - Date.parse(from))}`}
            </span>
            {series !== "" && (
              <span className="min-w-0 flex-1 truncate font-mono max-md:basis-full" title={series}>
                {series}
              </span>
            )}
          </li>
        ))}
      </ul>
      {fired.length > SHOWN && <p className="text-ink-3">and {fired.length - SHOWN} before</p>}
    </div>
  );
}
