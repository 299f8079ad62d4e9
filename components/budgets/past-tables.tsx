"use client";

import { Figure } from "@/components/ui/figure";
import { AbsoluteTime } from "@/components/ui/relative-time";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import type { BudgetDetail } from "@/lib/budgets/get-budget";
import { formatDateTime } from "@/lib/format/when";

import { UnknownBefore } from "./unknown-calls";

interface PastPeriodsProps {
  past: BudgetDetail["past"];
  limitUsd: string;
  /** By whose clocks periods begin. */
  zone: string;
}

/** What periods that are over have cost. */
export function PastPeriods({ past, limitUsd, zone }: PastPeriodsProps) {
  return (
    <Table caption="Periods before">
      <TableHead>
        <Th>From</Th>
        <Th numeric>Spent</Th>
        <Th numeric>Of today’s limit</Th>
      </TableHead>
      <tbody>
        {past.map(({ start, spentUsd, unknownCalls }) => (
          <Tr key={start}>
            <Td className="tabular">{formatDateTime(new Date(start), zone)}</Td>
            <Td numeric>
              <UnknownBefore n={unknownCalls} />
              <Figure value={spentUsd} quantity="usd" />
            </Td>
            <Td numeric>
              <Figure value={Number(spentUsd) / Number(limitUsd)} quantity="percent" />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** Who raised the limit, from what to what, until when and why. */
export function Raises({ raises }: { raises: BudgetDetail["raises"] }) {
  return (
    <Table caption="Raised limits">
      <TableHead>
        <Th>Raised</Th>
        <Th>By</Th>
        <Th numeric>From</Th>
        <Th numeric>To</Th>
        <Th>Until</Th>
        <Th>Reason</Th>
      </TableHead>
      <tbody>
        {raises.map((raise) => (
          <Tr key={raise.at}>
            <Td>
              <AbsoluteTime at={raise.at} />
            </Td>
            <Td dim>{raise.author}</Td>
            <Td numeric>
              <Figure value={raise.fromUsd} quantity="usd" />
            </Td>
            <Td numeric>
              <Figure value={raise.limitUsd} quantity="usd" />
            </Td>
            <Td dim>
              <AbsoluteTime at={raise.until} />
            </Td>
            <Td dim className="max-w-80 truncate" title={raise.reason}>
              {raise.reason}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
