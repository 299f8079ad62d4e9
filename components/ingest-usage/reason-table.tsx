import Link from "@/components/ui/link";

import { Figure } from "@/components/ui/figure";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import type { IntakeFigures } from "@/lib/ingest-usage/usage-figures";
import { reasonOf } from "@/lib/ingest-usage/reasons";

interface ReasonTableProps {
  reasons: IntakeFigures["reasons"];
  /** Where the samples of a reason are listed. */
  samplesHref: (code: string) => string;
}

/** Why something was not taken, how often, and what to do about it. */
export function ReasonTable({ reasons, samplesHref }: ReasonTableProps) {
  return (
    <Table caption="What was not taken, by reason">
      <TableHead>
        <Th>Reason</Th>
        <Th numeric>Count</Th>
        <Th>Endpoint</Th>
        <Th>Last</Th>
        <Th className="max-md:hidden">What to do</Th>
      </TableHead>
      <tbody>
        {reasons.map(({ outcome, reason, endpoint, count, lastAt }) => {
          const { title, mend } = reasonOf(reason);
          return (
            <Tr key={`${outcome} ${reason} ${endpoint}`} className="align-top">
              <Td className="py-1.5">
                <Link href={samplesHref(reason)} scroll={false} className="text-accent hover:underline">
                  {title}
                </Link>
                <div className="font-mono text-xs text-ink-3">{reason}</div>
                <div className="min-w-60 py-1 whitespace-normal text-ink-2 md:hidden">{mend}</div>
              </Td>
              <Td numeric className="py-1.5">
                <Figure value={count} quantity="count" />{" "}
                <span className="text-ink-3">
                  {outcome === "refused" ? "request" : "span"}
                  {count === 1 ? "" : "s"}
                </span>
              </Td>
              <Td dim className="py-1.5 font-mono">
                {endpoint}
              </Td>
              <Td dim className="py-1.5">
                <RelativeTime at={lastAt} />
              </Td>
              <Td dim className="min-w-72 py-1.5 whitespace-normal! max-md:hidden">
                {mend}
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
