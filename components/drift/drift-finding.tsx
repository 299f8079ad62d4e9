import Link from "next/link";
import type { ReactNode } from "react";

import { AbsoluteTime, BesideTime, RelativeTime } from "@/components/ui/relative-time";
import { segmentText } from "@/lib/drift/series";
import type { DriftFinding as Finding } from "@/lib/drift/list-drift";

import { changeText } from "./least-shown";

interface DriftFindingProps {
  finding: Finding;
  /** To the series; to the affected traces; null: no filter finds them. */
  href: string;
  tracesHref: string | null;
  /** What can be done with it. */
  actions?: ReactNode;
}

/** One thing that moved in a feature: what, since when, how surely, and why, in sentences that need no statistics. */
export function DriftFinding({ finding, href, tracesHref, actions }: DriftFindingProps) {
  const { began, candidates, driver, mixPart } = finding.detail;
  return (
    <article className="grid gap-1 border-t border-line px-3.5 py-2.5 text-s">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h4 className="min-w-0 text-m font-medium [overflow-wrap:anywhere]">
          <Link href={href} className="hover:underline">
            {whatMoved(finding)}
          </Link>
        </h4>
        <span className="ml-auto flex items-center gap-2">
          {tracesHref && (
            <Link href={tracesHref} className="text-accent underline">
              Affected traces
            </Link>
          )}
          {actions}
        </span>
      </header>
      <p className="text-ink-2">
        Since <AbsoluteTime at={began.at} seconds={false} />
        {began.from !== began.to && (
          <>
            {" "}
            (at 95 % between <BesideTime at={began.from} beside={began.at} /> and{" "}
            <BesideTime at={began.to} beside={began.at} />)
          </>
        )}
        , found <RelativeTime at={finding.foundAt} />. {howSure(finding)}
      </p>
      {candidates.length === 0 ? (
        <p className="text-ink-2">
          No candidate for a cause: nothing new came just before, no segment moved by itself, and no user
          stands out.
        </p>
      ) : (
        <ol className="grid gap-0.5">
          {candidates.map(({ sentence, dimension, value }, index) => (
            <li key={`${dimension} ${value}`} className="flex gap-2 max-md:flex-col max-md:gap-0">
              <span className="w-20 shrink-0 text-ink-3">{index === 0 ? "Likely cause" : "Or"}</span>
              <span className="min-w-0 [overflow-wrap:anywhere]">{sentence}</span>
            </li>
          ))}
        </ol>
      )}
      {driver === "mix" && mixPart !== null && (
        <p className="text-ink-2">Other interactions came, rather than that the same ones changed.</p>
      )}
    </article>
  );
}

/** The title without the feature, which stands above. */
function whatMoved({ title, detail }: Finding): string {
  const words = title.slice(title.indexOf(": ") + 2);
  const segment = detail.dimension === "" ? "" : ` (only ${segmentText(detail)})`;
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${segment}`;
}

function howSure({ detail: { change, changeUnit, quantile, component } }: Finding): string {
  if (!change || !changeUnit) return "";
  const what =
    quantile === null || component === "level"
      ? "Changed by"
      : `Interactions above the usual ${quantile} changed by`;
  const text = (value: number): string => changeText({ change: value, unit: changeUnit });
  return `${what} ${text(change.estimate)} (95 %: ${text(change.low)} to ${text(change.high)}).`;
}
