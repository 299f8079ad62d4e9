import { Figure } from "@/components/ui/figure";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import type { UnkeptRecords } from "@/lib/ingest-usage/list-unkept";
import { reasonOf } from "@/lib/ingest-usage/reasons";

/** Log records that became nothing: of which events, how often, and why. */
export function UnkeptTable({ rows }: { rows: readonly UnkeptRecords[] }) {
  return (
    <Table caption="Log records that were not kept, by event">
      <TableHead>
        <Th>Event</Th>
        <Th numeric>Records</Th>
        <Th>Last</Th>
        <Th className="max-md:hidden">Why</Th>
      </TableHead>
      <tbody>
        {rows.map(({ name, reason, records, lastAt }) => {
          const { title, mend } = reasonOf(reason);
          return (
            <Tr key={`${reason} ${name}`} className="align-top">
              <Td className="max-w-96 py-1.5">
                {name === "" ? (
                  <span className="text-ink-3">without a name</span>
                ) : (
                  <span className="font-mono break-all whitespace-normal">{name}</span>
                )}
                <div className="min-w-40 py-1 whitespace-normal text-ink-2 md:hidden">{title}</div>
              </Td>
              <Td numeric className="py-1.5">
                <Figure value={records} quantity="count" />
              </Td>
              <Td dim className="py-1.5">
                <RelativeTime at={lastAt} />
              </Td>
              <Td className="min-w-72 py-1.5 whitespace-normal! max-md:hidden">
                {title} <span className="font-mono text-xs text-ink-3">{reason}</span>
                <div className="text-ink-2">{mend}</div>
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
