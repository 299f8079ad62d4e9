import Link from "@/components/ui/link";

import type { ChangeMark } from "@/components/charts/types";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";

/** More lines would be a page of their own; the charts mark all of them. */
const MOST = 8;

/** New prompts, models and releases of the range, the newest first: each leads to the traces that have it. */
export function WhatChanged({ marks }: { marks: readonly ChangeMark[] }) {
  const newest = marks.toSorted((a, b) => b.at - a.at);
  const left = newest.length - MOST;
  return (
    <Panel title="What changed" aside="new in this range" flush>
      {newest.length === 0 ? (
        <p className="px-3.5 pb-3 text-s text-ink-2">No new prompt version, model or release.</p>
      ) : (
        <ul className="text-s">
          {newest.slice(0, MOST).map(({ at, label, detail, href }) => (
            <li key={`${at} ${label}`} className="border-t border-line">
              <Link href={href ?? ""} className="flex min-h-8 items-center gap-3 px-3.5 py-1 hover:bg-hover">
                <span className="w-22 shrink-0 text-ink-3">
                  <RelativeTime at={new Date(at)} />
                </span>
                <span className="min-w-0 flex-1 wrap-anywhere">
                  {label[0]?.toUpperCase()}
                  {label.slice(1)}
                </span>
                <span className="max-w-1/2 shrink-0 truncate text-ink-3">{detail}</span>
              </Link>
            </li>
          ))}
          {left > 0 && (
            <li className="border-t border-line px-3.5 py-1.5 text-ink-3">
              and {left} more, marked in the charts
            </li>
          )}
        </ul>
      )}
    </Panel>
  );
}
