import Link from "@/components/ui/link";
import type { ReactNode } from "react";

import { type Column, ColumnTable } from "@/components/ui/column-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { formatCount } from "@/lib/format/count";
import type { DecisionOverview } from "@/lib/decisions/overview";

import { decisionsPath } from "./decision-paths";

interface OverviewProps {
  overview: DecisionOverview;
  projectSlug: string;
  /** Days of the range and the environment, as the list of decisions takes them. */
  within: URLSearchParams;
}

const PARTS: Record<string, string> = {
  prompt_version: "Prompt version",
  context: "Context",
  output: "Output",
  tool_results: "Tool results",
  cost: "Cost",
};

/** Decisions of a range in figures, each of which leads to them. */
export function OverviewView({ overview, projectSlug, within }: OverviewProps) {
  const href = (words: Record<string, string> = {}): string =>
    `${decisionsPath(projectSlug)}?${new URLSearchParams([...within, ...Object.entries(words)])}`;
  const figures: [string, number, string | null][] = [
    ["Decisions", overview.decisions, href()],
    ["Reported by users", overview.reported, href({ reported: "true" })],
    ["Something not recorded", overview.incomplete, href({ missing: "true" })],
    ["Without a subject", overview.withoutSubject, null],
    ["Without an outcome", overview.withoutOutcome, null],
    ["Erased", overview.erased, null],
  ];
  return (
    <>
      <dl className="grid grid-cols-[repeat(auto-fill,minmax(10rem,1fr))] gap-3">
        {figures.map(([name, value, to]) => (
          <div key={name} className="rounded-l border border-line bg-surface px-3.5 py-2.5">
            <dt className="text-s text-ink-3">{name}</dt>
            <dd className="tabular text-l font-semibold">
              <Leading href={value > 0 ? to : null}>{formatCount(value)}</Leading>
            </dd>
          </div>
        ))}
      </dl>
      {overview.reportedTraces > overview.reported && (
        <p className="text-s text-ink-2">
          End users reported {formatCount(overview.reportedTraces)} answers in all,{" "}
          {formatCount(overview.reports)} times; some of these are not marked as decisions.
        </p>
      )}
      <div className="grid gap-4 lg:grid-cols-2">
        <Panel title="Decisions by feature" flush>
          {overview.byFeature.length === 0 ? (
            <EmptyState small title="No decisions in this range">
              {overview.oldest === null
                ? "None has been marked yet."
                : `There are earlier ones, since ${overview.oldest.slice(0, 10)}.`}
            </EmptyState>
          ) : (
            <ColumnTable
              caption="Decisions by feature"
              columns={featureColumns(href)}
              rows={overview.byFeature}
              keyOf={({ feature }) => feature ?? ""}
            />
          )}
        </Panel>
        <Panel title="What is not recorded" flush>
          {overview.missing.length === 0 ? (
            <EmptyState small title="Nothing is missing">
              {overview.decisions === 0
                ? "There are no decisions in this range."
                : "Each decision of this range has all its parts."}
            </EmptyState>
          ) : (
            <ColumnTable
              caption="What is not recorded"
              columns={PART_COLUMNS}
              rows={overview.missing}
              keyOf={({ part }) => part}
            />
          )}
        </Panel>
      </div>
    </>
  );
}

const Leading = ({ href, children }: { href: string | null; children: ReactNode }) =>
  href === null ? (
    children
  ) : (
    <Link href={href} className="hover:underline">
      {children}
    </Link>
  );

const featureColumns = (
  href: (words: Record<string, string>) => string,
): Column<DecisionOverview["byFeature"][number]>[] => [
  {
    head: "Feature",
    className: "max-w-64 truncate",
    cell: ({ feature }) =>
      feature === null ? (
        "no feature"
      ) : (
        <Link href={href({ feature })} className="text-accent hover:underline">
          {feature}
        </Link>
      ),
  },
  { head: "Decisions", numeric: true, cell: ({ decisions }) => formatCount(decisions) },
  { head: "Reported", numeric: true, cell: ({ reported }) => formatCount(reported) },
  { head: "Something missing", numeric: true, cell: ({ incomplete }) => formatCount(incomplete) },
];

const PART_COLUMNS: Column<DecisionOverview["missing"][number]>[] = [
  { head: "Part", cell: ({ part }) => PARTS[part] ?? part },
  { head: "Decisions without it", numeric: true, cell: ({ decisions }) => formatCount(decisions) },
];
