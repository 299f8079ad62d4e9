import Link from "@/components/ui/link";
import type { ReactNode } from "react";

import { promptPath } from "@/components/prompts/prompt-paths";
import { AbsoluteTime, BesideTime, RelativeTime } from "@/components/ui/relative-time";
import type { Candidate } from "@/lib/drift/causes/candidate";
import type { DiffLine } from "@/lib/drift/causes/line-diff";
import { segmentText } from "@/lib/drift/series";
import type { DriftFinding as Finding } from "@/lib/drift/list-drift";

import { formatFingerprint } from "@/lib/traces/fingerprint";
import { formatPercent } from "@/lib/format/percent";
import type { ActionResult } from "@/lib/http/action-result";

import { PromptDiff } from "./prompt-diff";
import { sizeText } from "./size-text";

interface DriftFindingProps {
  projectSlug: string;
  finding: Finding;
  /** To the series; to the affected traces; null: no filter finds them. */
  href: string;
  tracesHref: string | null;
  /** Null: the person may not read what was said. */
  readPromptDiff: ((input: { from: string; to: string }) => Promise<ActionResult<DiffLine[]>>) | null;
  /** What can be done with it. */
  actions?: ReactNode;
}

/** One thing that moved in a feature: what, since when, how surely, and why, in sentences that need no statistics. */
export function DriftFinding({
  projectSlug,
  finding,
  href,
  tracesHref,
  readPromptDiff,
  actions,
}: DriftFindingProps) {
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
        , found <RelativeTime at={finding.foundAt} />. {sizeText(finding.detail)}
      </p>
      {candidates.length === 0 ? (
        <p className="text-ink-2">
          No candidate for a cause: nothing that came just before tells those that moved from the others, no
          segment moved by itself, and no user stands out.
        </p>
      ) : (
        <ol className="grid gap-0.5">
          {candidates.map((candidate, index) => (
            <li
              key={`${candidate.dimension} ${candidate.value}`}
              className="flex gap-2 max-md:flex-col max-md:gap-0"
            >
              <span className="w-20 shrink-0 text-ink-3">{index === 0 ? "Likely cause" : "Or"}</span>
              <div className="min-w-0 [overflow-wrap:anywhere]">
                {candidate.sentence} {candidate.explains && explainsText(candidate.explains)}
                {candidate.diff && (
                  <>
                    {" "}
                    <Link
                      href={promptPath(projectSlug, formatFingerprint(candidate.diff.to))}
                      className="text-accent underline"
                    >
                      What {candidate.label} did
                    </Link>
                  </>
                )}
                {candidate.diff && readPromptDiff && (
                  <PromptDiff change={candidate.diff} label={candidate.label} read={readPromptDiff} />
                )}
              </div>
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

const explainsText = ({ part, low, high }: NonNullable<Candidate["explains"]>): string =>
  `It explains ${formatPercent(part)} of the change (95 %: ${formatPercent(low)} to ${formatPercent(high)}).`;
