import { Badge } from "@/components/ui/badge";
import { Figure } from "@/components/ui/figure";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import type { ListedClient } from "@/lib/intake/list-clients";

/** Who sends: one row a library in a version, instrumentation and service. */
export function ClientTable({ clients }: { clients: readonly ListedClient[] }) {
  return (
    <Table caption="Clients" className="max-h-120">
      <TableHead>
        <Th>Client</Th>
        <Th>Service</Th>
        <Th>Instrumentation</Th>
        <Th>Door, dialect</Th>
        <Th>Key</Th>
        <Th numeric>Spans, 24 h</Th>
        <Th numeric>Rejected</Th>
        <Th>First seen</Th>
        <Th>Last seen</Th>
      </TableHead>
      <tbody>
        {clients.map((client) => (
          <Tr key={client.id}>
            <Td>
              {client.name} <span className="text-ink-3">{client.version}</span>{" "}
              {client.silence && <Badge tone="warn">silent</Badge>}
            </Td>
            <Td dim>{client.service ?? "—"}</Td>
            <Td dim className="max-w-48 truncate" title={client.instrumentation ?? undefined}>
              {client.instrumentation ?? "—"}{" "}
              <span className="text-ink-3">{client.instrumentationVersion}</span>
            </Td>
            <Td dim>{[client.door, client.dialect].filter(Boolean).join(" · ")}</Td>
            <Td dim className="max-w-28 truncate" title={client.keyName ?? undefined}>
              {client.keyName ?? "—"}
            </Td>
            <Td numeric>
              <Figure value={client.spans24h} quantity="count" />
            </Td>
            <Td numeric>
              <Figure value={client.rejected24h} quantity="count" />
            </Td>
            <Td dim>
              <RelativeTime at={client.firstSeenAt} />
            </Td>
            <Td dim>
              <RelativeTime at={client.lastSeenAt} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
