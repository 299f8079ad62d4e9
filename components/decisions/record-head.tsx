import Link from "@/components/ui/link";
import type { ReactNode } from "react";

import { tracePath } from "@/components/trace/trace-paths";
import { CopyButton } from "@/components/ui/copy-button";
import { AbsoluteTime } from "@/components/ui/relative-time";
import type { DecisionRecord } from "@/lib/decisions/get-record";

/** Who, when, which system: what a record begins with. */
export function RecordHead({ record, projectSlug }: { record: DecisionRecord; projectSlug: string }) {
  const { decision, trace, calls } = record;
  const models = [
    ...new Set(calls.map(({ provider, model }) => [provider, model].filter(Boolean).join(" "))),
  ];
  const facts: [string, ReactNode][] = [
    ["Subject", decision?.subject ?? <Unknown why={decision?.erasedAt ? "erased" : "not recorded"} />],
    ["Outcome", decision?.outcome ?? <Unknown why={decision?.erasedAt ? "erased" : "not recorded"} />],
    ["Reasons", reasonsOf(decision?.reasons ?? [])],
    ["Decided", <AbsoluteTime key="at" at={trace.started_at} />],
    ["System", wordsOf(trace.service, trace.environment)],
    ["Release", trace.release ?? <Unknown why="not recorded" />],
    ["Feature", trace.feature ?? <Unknown why="not recorded" />],
    ["User", trace.user_id ?? <Unknown why="not recorded" />],
    ["Session", trace.session_id ?? <Unknown why="none" />],
    ["Model", models.join(", ") || <Unknown why="no model call was recorded" />],
    [
      "Marked by",
      decision === null
        ? "nobody: this trace is not marked as a decision"
        : decision.markedBy === "client"
          ? "the client"
          : `the rule “${decision.rule ?? ""}”`,
    ],
    [
      "Trace",
      <span key="trace" className="flex min-w-0 items-center gap-1">
        <Link
          href={tracePath(projectSlug, trace.trace_id)}
          className="truncate font-mono text-accent hover:underline"
        >
          {trace.trace_id}
        </Link>
        <span data-chrome>
          <CopyButton text={trace.trace_id} what="trace id" />
        </span>
      </span>,
    ],
  ];
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(20rem,1fr))] gap-x-8 gap-y-1 text-s max-md:grid-cols-1 print:grid-cols-2">
      {facts.map(([name, value]) => (
        <div key={name} className="flex min-w-0 gap-3">
          <dt className="w-20 shrink-0 text-ink-3">{name}</dt>
          <dd className="min-w-0 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const Unknown = ({ why }: { why: string }) => <span className="text-ink-3">– ({why})</span>;

const wordsOf = (...words: (string | null)[]): ReactNode =>
  words.filter((word) => word !== null).join(", ") || <Unknown why="not recorded" />;

const reasonsOf = (reasons: readonly string[]): ReactNode =>
  reasons.length === 0 ? <Unknown why="none were given" /> : reasons.join("; ");
