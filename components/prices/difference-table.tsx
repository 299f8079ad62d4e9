"use client";

import Link from "@/components/ui/link";

import { figureColumn, textColumn } from "@/components/ui/columns";
import type { Column } from "@/components/ui/column-table";
import { DataTable } from "@/components/ui/data-table";
import { Figure } from "@/components/ui/figure";
import type { ModelTraffic } from "@/lib/traffic/model-traffic";
import { formatPercent } from "@/lib/format/percent";
import { usdOfNano } from "@/lib/money/nano-usd";

import { tracesOfModel } from "./price-labels";
import { SignedUsd } from "./signed-usd";

const difference = ({ reportedNanoUsd, comparedNanoUsd }: ModelTraffic): bigint =>
  BigInt(reportedNanoUsd) - BigInt(comparedNanoUsd);

/** Of ours; null: we compute nothing. */
const share = (row: ModelTraffic): number | null =>
  row.comparedNanoUsd === "0" ? null : Number(difference(row)) / Number(row.comparedNanoUsd);

/** Where what clients report is not what we compute, over the calls that have both. */
export function DifferenceTable({ rows, slug }: { rows: readonly ModelTraffic[]; slug: string }) {
  const columns: Column<ModelTraffic>[] = [
    textColumn("Model", ({ model }) => model, { className: "max-w-80 truncate font-mono" }),
    textColumn("Provider", ({ provider }) => provider, { dim: true }),
    figureColumn("Calls with both", "count", ({ reportedCalls }) => reportedCalls, {
      cell: (row) => (
        <Link href={tracesOfModel(slug, row)} className="text-accent hover:underline">
          <Figure value={row.reportedCalls} quantity="count" />
          <span className="sr-only"> calls: their traces</span>
        </Link>
      ),
    }),
    figureColumn("Reported", "usd", ({ reportedNanoUsd }) => usdOfNano(reportedNanoUsd)),
    figureColumn("Ours", "usd", ({ comparedNanoUsd }) => usdOfNano(comparedNanoUsd)),
    {
      head: "Difference",
      numeric: true,
      sortBy: (row) => Number(difference(row)),
      cell: (row) => (
        <Link
          href={`${tracesOfModel(slug, row)}&cost_contradicted=true`}
          className="text-accent hover:underline"
        >
          <SignedUsd nano={difference(row).toString()} />
          <span className="sr-only">: traces in which they differ</span>
        </Link>
      ),
    },
    {
      head: "Share",
      numeric: true,
      dim: true,
      sortBy: share,
      cell: (row) => {
        const of = share(row);
        return of === null ? "–" : formatPercent(of);
      },
    },
  ];
  return (
    <DataTable
      caption="Reported and computed cost, by model"
      footer="Clients that ignore cached tokens or know an older price report more; a negotiated price that is not set here makes ours the higher one."
      columns={columns}
      rows={rows}
      keyOf={({ provider, model }) => JSON.stringify([provider, model])}
    />
  );
}
