"use client";

import Link from "@/components/ui/link";

import { attributeLabel, attributeValue } from "@/components/latency/attribute-labels";
import type { VersionNames } from "@/components/latency/dimension-labels";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { figureColumn } from "@/components/ui/columns";
import { EmptyState } from "@/components/ui/empty-state";
import { formatPercent } from "@/lib/format/percent";
import type { Comparison } from "@/lib/incidents/incident";

import { affectedHref } from "./incident-links";

interface ComparisonTableProps {
  projectSlug: string;
  affected: string;
  comparison: Comparison;
  versions: VersionNames;
}

type Difference = Comparison["differences"][number];

/** What sets affected interactions apart from healthy ones of before. */
export function ComparisonTable({ comparison, ...rest }: ComparisonTableProps) {
  const { differences, affected, healthy } = comparison;
  if (differences.length === 0) return <Nothing affected={affected.count} healthy={healthy.count} />;
  return (
    <ColumnTable
      caption="Affected compared with healthy"
      compact
      pinned
      className="max-h-96"
      columns={columnsOf({ comparison, ...rest })}
      rows={differences}
      keyOf={({ attribute, value }) => `${attribute} ${value}`}
    />
  );
}

const Nothing = ({ affected, healthy }: { affected: number; healthy: number }) =>
  affected === 0 || healthy === 0 ? (
    <EmptyState
      small
      title={affected === 0 ? "No affected interaction is stored" : "There is nothing to compare with"}
    >
      {affected === 0
        ? "They may not have arrived yet, or their retention has ended."
        : "No healthy interaction of the same kind came in before it began."}
    </EmptyState>
  ) : (
    <EmptyState small title="Nothing sets them apart">
      No attribute differs between affected and healthy interactions beyond chance.
    </EmptyState>
  );

function columnsOf({
  projectSlug,
  affected,
  comparison,
  versions,
}: ComparisonTableProps): Column<Difference>[] {
  const labelOf = ({ attribute, value }: Difference) => attributeValue(attribute, value, versions);
  return [
    {
      head: "Value",
      className: "max-w-72 truncate",
      title: labelOf,
      cell: (row) => {
        const href = affectedHref(projectSlug, affected, comparison.affected, row);
        return href === null ? (
          labelOf(row)
        ) : (
          <Link href={href} className="hover:text-accent hover:underline" prefetch={false}>
            {labelOf(row)}
          </Link>
        );
      },
    },
    { head: "Attribute", dim: true, cell: ({ attribute }) => attributeLabel(attribute) },
    figureColumn("Affected", "percent", ({ affectedShare }) => affectedShare),
    figureColumn("Healthy", "percent", ({ healthyShare }) => healthyShare),
    {
      head: "At least",
      numeric: true,
      dim: true,
      tip: "by how much the shares differ at least, given how many were compared; the rows are in this order",
      cell: ({ sure }) => `${sure > 0 ? "+" : "−"}${formatPercent(Math.abs(sure)).replace("%", "pt")}`,
    },
  ];
}
