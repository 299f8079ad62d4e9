"use client";

import { figureColumn, textColumn } from "@/components/ui/columns";
import type { Column } from "@/components/ui/column-table";
import { DataTable } from "@/components/ui/data-table";
import { Figure } from "@/components/ui/figure";
import { FigureLink } from "@/components/ui/figure-link";
import type { FailureRow } from "@/lib/latency/failures";
import { failureLabel } from "@/lib/model/failure-labels";
import { usdOfNano } from "@/lib/money/nano-usd";

/** Failed steps and the traces that hold them. */
export interface LinkedFailure extends FailureRow {
  href: string;
}

interface FailureTableProps {
  rows: readonly LinkedFailure[];
  /** Head of the second column: "Provider". */
  word: string;
}

/** Failed steps by why and where. */
export function FailureTable({ rows, word }: FailureTableProps) {
  const lower = word.toLowerCase();
  const columns: Column<LinkedFailure>[] = [
    {
      head: "Failure",
      sortBy: ({ failure }) => failureLabel(failure),
      cell: ({ href, failure }) => <FigureLink href={href}>{failureLabel(failure)}</FigureLink>,
    },
    textColumn(word, ({ value }) => value ?? "not set", { dim: ({ value }) => value === null }),
    figureColumn("Steps", "count", ({ calls }) => calls, {
      cell: ({ href, calls }) => (
        <FigureLink href={href}>
          <Figure value={calls} quantity="count" />
        </FigureLink>
      ),
    }),
    figureColumn("Share", "percent", ({ share }) => share, {
      tip: `of all steps of this ${lower}, failed or not`,
    }),
    figureColumn(
      "Cost of replaced attempts",
      "usd",
      ({ replacedCostNanoUsd }) => usdOfNano(replacedCostNanoUsd),
      { tip: "of those of them that another attempt replaced" },
    ),
  ];
  return (
    <DataTable
      caption={`Failures by ${lower}`}
      pinned
      className="max-h-96"
      columns={columns}
      rows={rows}
      keyOf={({ failure, value }) => `${failure} ${value ?? ""}`}
    />
  );
}
