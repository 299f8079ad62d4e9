"use client";

import Link from "@/components/ui/link";

import { Badge } from "@/components/ui/badge";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { figureColumn } from "@/components/ui/columns";
import { CsvButton } from "@/components/ui/csv-button";
import { Panel } from "@/components/ui/panel";
import { TAKES_THE_REST } from "@/components/ui/table";

export interface FeatureRow {
  feature: string;
  environment: string;
  interactions: number;
  moved: number;
  watched: number;
  waiting: number;
  href: string;
  chosen: boolean;
}

const COLUMNS: Column<FeatureRow>[] = [
  {
    head: "Feature",
    className: TAKES_THE_REST,
    title: ({ feature }) => feature,
    cell: ({ feature, href }) => (
      <Link href={href} scroll={false} className="hover:underline">
        {feature === "" ? <span className="text-ink-3">no feature</span> : feature}
      </Link>
    ),
  },
  { head: "Environment", dim: true, cell: ({ environment }) => environment || "–" },
  figureColumn("Interactions", "count", ({ interactions }) => interactions, {
    tip: "That ended within the last day",
  }),
  {
    head: "Moved",
    numeric: true,
    cell: ({ moved }) =>
      moved > 0 ? <Badge tone="warn">{moved}</Badge> : <span className="text-ink-3">0</span>,
  },
  figureColumn("Watched", "count", ({ watched }) => watched, {
    tip: "Signals of the feature and of its segments",
  }),
  figureColumn("Not enough data", "count", ({ waiting }) => waiting, {
    tip: "Signals without a baseline yet: it takes a day and 200 observations",
  }),
];

const csvOf = (rows: readonly FeatureRow[]) => ({
  head: ["feature", "environment", "interactions", "moved", "watched", "not_enough_data"],
  rows: rows.map(({ feature, environment, interactions, moved, watched, waiting }) => [
    feature,
    environment,
    interactions,
    moved,
    watched,
    waiting,
  ]),
});

/** Features, those that moved first. */
export const FeatureTable = ({ rows }: { rows: readonly FeatureRow[] }) => (
  <Panel
    how="how-to/see-drift#read-the-calm"
    title="Features"
    aside={<CsvButton name="drift-features" {...csvOf(rows)} />}
    flush
  >
    <ColumnTable
      caption="Features"
      pinned
      className="max-h-100"
      columns={COLUMNS}
      rows={rows}
      keyOf={({ feature, environment }) => `${feature}\n${environment}`}
      rowProps={({ chosen }) => ({ selected: chosen })}
    />
  </Panel>
);
