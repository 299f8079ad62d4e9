import Link from "@/components/ui/link";

import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import type { QuarantinedItem } from "@/lib/ingest-usage/list-quarantine";
import { reasonOf } from "@/lib/ingest-usage/reasons";

interface QuarantineTableProps {
  items: readonly QuarantinedItem[];
  selected: string | undefined;
  /** Opens one of them. */
  href: (id: string) => string;
}

/** Samples of what was refused, the newest first. */
export function QuarantineTable({ items, selected, href }: QuarantineTableProps) {
  return (
    <Table caption="Quarantine" className="max-h-100">
      <TableHead>
        <Th>Time</Th>
        <Th>Reason</Th>
        <Th>Client</Th>
        <Th>Message</Th>
      </TableHead>
      <tbody>
        {items.map((item) => (
          <Tr key={item.id} selected={item.id === selected}>
            <Td dim>
              <RelativeTime at={item.at} />
            </Td>
            <Td>
              <Link href={href(item.id)} scroll={false} className="text-accent hover:underline">
                {reasonOf(item.code).title}
                <span className="sr-only">: show the sample</span>
              </Link>
            </Td>
            <Td dim>{[item.service, item.client].filter(Boolean).join(" · ")}</Td>
            <Td dim className="max-w-80 truncate" title={item.message}>
              {item.message}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
