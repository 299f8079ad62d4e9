import Link from "next/link";
import type { ReactNode } from "react";

import { Figure } from "@/components/ui/figure";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import type { FailureRow } from "@/lib/latency/failures";
import { usdOfNano } from "@/lib/money/nano-usd";

import { failureLabel } from "@/lib/model/failure-labels";

interface FailureTableProps {
  rows: readonly FailureRow[];
  /** Head of the second column: "Provider". */
  word: string;
  hrefOf: (row: FailureRow) => string;
}

/** Failed steps by why and where. */
export function FailureTable({ rows, word, hrefOf }: FailureTableProps) {
  return (
    <Table caption={`Failures by ${word.toLowerCase()}`} pinned className="max-h-96">
      <TableHead>
        <Th>Failure</Th>
        <Th>{word}</Th>
        <Th numeric>Steps</Th>
        <Th numeric data-tip={`of all steps of this ${word.toLowerCase()}, failed or not`}>
          Share
        </Th>
        <Th numeric data-tip="of those of them that another attempt replaced">
          Cost of replaced attempts
        </Th>
      </TableHead>
      <tbody>
        {rows.map((row) => (
          <Tr key={`${row.failure} ${row.value ?? ""}`}>
            <Td>
              <Linked href={hrefOf(row)}>{failureLabel(row.failure)}</Linked>
            </Td>
            <Td dim={row.value === null} className="max-w-80 truncate" title={row.value ?? "not set"}>
              {row.value ?? "not set"}
            </Td>
            <Td numeric>
              <Linked href={hrefOf(row)}>
                <Figure value={row.calls} quantity="count" />
              </Linked>
            </Td>
            <Td numeric>
              <Figure value={row.share} quantity="percent" />
            </Td>
            <Td numeric>
              <Figure value={usdOfNano(row.replacedCostNanoUsd)} quantity="usd" />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

const Linked = ({ href, children }: { href: string; children: ReactNode }) => (
  <Link href={href} prefetch={false} className="hover:text-accent hover:underline">
    {children}
  </Link>
);
