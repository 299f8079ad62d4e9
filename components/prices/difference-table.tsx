import Link from "next/link";

import { Figure } from "@/components/ui/figure";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { formatPercent } from "@/lib/format/percent";
import type { ModelTraffic } from "@/lib/traffic/model-traffic";
import { usdOfNano } from "@/lib/money/nano-usd";

import { SignedUsd } from "./signed-usd";
import { tracesOfModel } from "./price-words";

/** Where what clients report is not what we compute, over the calls that have both. */
export function DifferenceTable({ rows, slug }: { rows: readonly ModelTraffic[]; slug: string }) {
  return (
    <Table
      caption="Reported and computed cost, by model"
      footer="Clients that ignore cached tokens or know an older price report more; a negotiated price that is not set here makes ours the higher one."
    >
      <TableHead>
        <Th>Model</Th>
        <Th>Provider</Th>
        <Th numeric>Calls with both</Th>
        <Th numeric>Reported</Th>
        <Th numeric>Ours</Th>
        <Th numeric>Difference</Th>
        <Th numeric>Share</Th>
      </TableHead>
      <tbody>
        {rows.map((row) => {
          const difference = BigInt(row.reportedNanoUsd) - BigInt(row.comparedNanoUsd);
          return (
            <Tr key={JSON.stringify([row.provider, row.model])}>
              <Td className="max-w-80 truncate font-mono" title={row.model ?? undefined}>
                {row.model ?? "–"}
              </Td>
              <Td dim>{row.provider ?? "–"}</Td>
              <Td numeric>
                <Link href={tracesOfModel(slug, row)} className="text-accent hover:underline">
                  <Figure value={row.reportedCalls} quantity="count" />
                  <span className="sr-only"> calls: their traces</span>
                </Link>
              </Td>
              <Td numeric>
                <Figure value={usdOfNano(row.reportedNanoUsd)} quantity="usd" />
              </Td>
              <Td numeric>
                <Figure value={usdOfNano(row.comparedNanoUsd)} quantity="usd" />
              </Td>
              <Td numeric>
                <Link
                  href={`${tracesOfModel(slug, row)}&cost_contradicted=true`}
                  className="text-accent hover:underline"
                >
                  <SignedUsd nano={difference.toString()} />
                  <span className="sr-only">: traces in which they differ</span>
                </Link>
              </Td>
              <Td numeric dim>
                {row.comparedNanoUsd === "0"
                  ? "–"
                  : formatPercent(Number(difference) / Number(row.comparedNanoUsd))}
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
