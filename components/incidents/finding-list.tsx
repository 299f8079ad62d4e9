"use client";

import Link from "@/components/ui/link";

import { Badge } from "@/components/ui/badge";
import { AbsoluteTime, BesideTime, RelativeTime } from "@/components/ui/relative-time";
import { causesOf } from "@/lib/incidents/causes-of";
import type { Finding } from "@/lib/incidents/incident";

import { RULE_LABELS } from "./incident-labels";

const LEVEL = { info: "neutral", warning: "warn", alert: "bad" } as const;

/** What rules established, each with its likely causes where the rule looks for any. */
export const FindingList = ({ findings }: { findings: readonly Finding[] }) => (
  <ul className="text-s">
    {findings.map((finding) => (
      <li key={finding.id} className="border-t border-line px-3.5 py-2.5">
        <div className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
          <Link href={finding.link} className="font-medium wrap-anywhere hover:text-accent hover:underline">
            {finding.title}
          </Link>
          <Badge tone={finding.resolvedAt === null ? LEVEL[finding.level] : "ok"}>
            {finding.resolvedAt === null ? finding.level : "over"}
          </Badge>
        </div>
        <p className="mt-0.5 text-ink-2">
          {RULE_LABELS[finding.rule]}
          {finding.rule === "budget" && finding.series !== "" && (
            <span className="wrap-anywhere">, user {finding.series}</span>
          )}{" "}
          · since <Since {...finding} /> · found <RelativeTime at={finding.foundAt} />
          {finding.resolvedAt !== null && (
            <>
              {" · over "}
              <RelativeTime at={finding.resolvedAt} />
              {finding.resolution !== null && `: ${finding.resolution}`}
            </>
          )}
        </p>
        <Causes finding={finding} />
      </li>
    ))}
  </ul>
);

/** When it began; between which times that lies, where the rule says so. */
const Since = ({
  beganAt,
  beganAfter,
  beganBefore,
}: Pick<Finding, "beganAt" | "beganAfter" | "beganBefore">) => (
  <>
    <AbsoluteTime at={beganAt} />
    {beganAfter !== null && beganBefore !== null && beganAfter !== beganBefore && (
      <>
        {" (between "}
        <BesideTime at={beganAfter} beside={beganAt} /> and <BesideTime at={beganBefore} beside={beganAt} />)
      </>
    )}
  </>
);

function Causes({ finding }: { finding: Finding }) {
  const sentences = causesOf([finding]);
  if (sentences.length === 0)
    return finding.rule === "drift" ? <p className="mt-1 text-ink-3">No candidate for a cause.</p> : null;
  return (
    <ol className="mt-1.5 ml-4 list-decimal marker:text-ink-3">
      {sentences.map((sentence) => (
        <li key={sentence} className="wrap-anywhere">
          {sentence}
        </li>
      ))}
    </ol>
  );
}
