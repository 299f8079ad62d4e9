"use client";

import { Badge, type Tone } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import type { Delivery } from "@/lib/notify/list-deliveries";

const STATES: Record<Delivery["state"], { label: string; tone: Tone }> = {
  waiting: { label: "waiting", tone: "warn" },
  delivered: { label: "delivered", tone: "neutral" },
  failed: { label: "given up", tone: "bad" },
};

/** What was sent, and what became of it. */
export function DeliveryTable({ deliveries }: { deliveries: readonly Delivery[] }) {
  return (
    <Table caption="Deliveries">
      <TableHead>
        <Th>When</Th>
        <Th>Message</Th>
        <Th>Channel</Th>
        <Th>State</Th>
        <Th numeric>Tries</Th>
        <Th numeric>Status</Th>
        <Th>What failed</Th>
      </TableHead>
      <tbody>
        {deliveries.map((delivery) => {
          const state = STATES[delivery.state];
          return (
            <Tr key={delivery.id}>
              <Td dim>
                <RelativeTime at={delivery.createdAt} />
              </Td>
              <Td className="max-w-96 truncate" title={delivery.title}>
                {delivery.title}
              </Td>
              <Td dim className="max-w-48 truncate">
                {delivery.channel}
              </Td>
              <Td>
                <Badge tone={state.tone}>{state.label}</Badge>
              </Td>
              <Td numeric>{delivery.attempts}</Td>
              <Td numeric>{delivery.status ?? "–"}</Td>
              <Td dim className="max-w-120 truncate" title={delivery.error ?? undefined}>
                {delivery.error ?? ""}
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
