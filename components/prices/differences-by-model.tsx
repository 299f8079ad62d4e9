import { Figure } from "@/components/ui/figure";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { type ModelDifference, totalDifference } from "@/lib/cost/reprice/repricing";
import { usdOfNano } from "@/lib/money/nano-usd";

import { SignedUsd } from "./signed-usd";

interface DifferencesByModelProps {
  rows: readonly ModelDifference[];
  /** Heads of the two columns of money. */
  before: string;
  after: string;
}

type Sums = Omit<ModelDifference, "provider" | "model">;

/** Calls and cost, before and after, by model and in total. */
export function DifferencesByModel({ rows, before, after }: DifferencesByModelProps) {
  return (
    <Table caption="Difference by model" compact className="max-h-80">
      <TableHead>
        <Th>Model</Th>
        <Th>Provider</Th>
        <Th numeric>Calls</Th>
        <Th numeric>Change</Th>
        <Th numeric>{before}</Th>
        <Th numeric>{after}</Th>
        <Th numeric>Difference</Th>
      </TableHead>
      <tbody>
        {rows.map((row) => (
          <Tr key={JSON.stringify([row.provider, row.model])}>
            <Td className="max-w-80 truncate font-mono" title={row.model ?? undefined}>
              {row.model === "*" ? "all others" : (row.model ?? "–")}
            </Td>
            <Td dim>{row.provider === "*" ? "" : (row.provider ?? "–")}</Td>
            <Amounts row={row} />
          </Tr>
        ))}
        {rows.length > 1 && (
          <Tr className="font-medium">
            <Td>Total</Td>
            <Td />
            <Amounts row={totalDifference(rows)} />
          </Tr>
        )}
      </tbody>
    </Table>
  );
}

const Amounts = ({ row }: { row: Sums }) => (
  <>
    <Td numeric>
      <Figure value={row.calls} quantity="count" />
    </Td>
    <Td numeric>
      <Figure value={row.changed} quantity="count" />
    </Td>
    <Money nano={row.costBefore} unknown={row.unknownBefore} calls={row.calls} />
    <Money nano={row.costAfter} unknown={row.unknownAfter} calls={row.calls} />
    <Td numeric>
      <SignedUsd nano={(BigInt(row.costAfter) - BigInt(row.costBefore)).toString()} />
    </Td>
  </>
);

/** A sum says how many calls it leaves out. */
const Money = ({ nano, unknown, calls }: { nano: string; unknown: number; calls: number }) => (
  <Td numeric>
    {unknown > 0 && nano !== "0" && "≥ "}
    <Figure
      value={unknown > 0 && nano === "0" ? null : usdOfNano(nano)}
      quantity="usd"
      unknown={unknown === calls ? "no call has a known cost" : `${unknown} calls have no known cost`}
    />
    {unknown > 0 && nano !== "0" && <span className="sr-only"> ({unknown} calls without a known cost)</span>}
  </Td>
);
