"use client";

import Link from "@/components/ui/link";

import { useTimeZone } from "@/components/ui/time-zone";
import { formatPercent } from "@/lib/format/percent";
import { formatDateTime } from "@/lib/format/when";
import type { HourOfObjective } from "@/lib/latency/objectives/objective-status";

interface WorstHoursProps {
  hours: readonly (HourOfObjective & { href: string })[];
}

/** The hours that used most of the budget, each with the traces that missed. */
export function WorstHours({ hours }: WorstHoursProps) {
  const zone = useTimeZone();
  return (
    <section aria-label="Worst hours">
      <h3 className="flex min-h-6 items-baseline pt-0.5 text-m font-semibold">Worst hours</h3>
      {hours.length === 0 ? (
        <p className="mt-1 text-s text-ink-2">Nothing missed the objective in its window.</p>
      ) : (
        <ol className="mt-1 text-s">
          {hours.map(({ at, kept, href }) => (
            <li key={at}>
              <Link
                href={href}
                prefetch={false}
                className="-mx-1.5 flex h-6 items-center gap-3 rounded-s px-1.5 hover:bg-hover"
              >
                <span className="tabular truncate">{formatDateTime(new Date(at), zone)}</span>
                <span className="num ml-auto">
                  {Math.round(kept.total - kept.good).toLocaleString("en")} of{" "}
                  {kept.total.toLocaleString("en")}
                </span>
                <span className="num w-14 text-ink-2">{formatPercent(1 - kept.good / kept.total)}</span>
              </Link>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
