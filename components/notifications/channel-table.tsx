"use client";

import { useRouter } from "next/navigation";

import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { notify } from "@/components/ui/notify";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { useAction } from "@/components/ui/use-action";
import { type ActionResult, valueOf } from "@/lib/http/action-result";
import type { Channel } from "@/lib/notify/channel";

interface ChannelTableProps {
  channels: readonly Channel[];
  editable: boolean;
  test: (input: { id: number }) => Promise<ActionResult<{ deliveryId: string }>>;
  remove: (input: { id: number }) => Promise<ActionResult>;
}

/** A message takes a moment: then the log below says what became of it. */
const LOOK_AGAIN_MS = 1_500;

/** Where people are told. Addresses are shown by their server only: the rest may be a token. */
export function ChannelTable({ channels, editable, test, remove }: ChannelTableProps) {
  const router = useRouter();
  const testing = useAction(test, () => {
    notify.done("Test sent; see the deliveries below");
    setTimeout(() => router.refresh(), LOOK_AGAIN_MS);
  });
  return (
    <Table caption="Channels">
      <TableHead>
        <Th>Channel</Th>
        <Th>Kind</Th>
        <Th>Server</Th>
        <Th>Added</Th>
        <Th className="w-0">
          <span className="sr-only">Actions</span>
        </Th>
      </TableHead>
      <tbody>
        {channels.map((channel) => (
          <Tr key={channel.id}>
            <Td className="max-w-64 truncate font-medium">{channel.name}</Td>
            <Td dim>{channel.kind === "slack" ? "Slack" : "webhook, signed"}</Td>
            <Td className="max-w-72 truncate font-mono" dim>
              {channel.shownUrl}
            </Td>
            <Td dim>
              <RelativeTime at={channel.createdAt} /> by {channel.createdBy}
            </Td>
            <Td className="text-right whitespace-nowrap">
              {editable && (
                <>
                  <Button
                    variant="ghost"
                    size="s"
                    pending={testing.pending}
                    onClick={() => testing.run({ id: channel.id })}
                    aria-label={`Send a test to ${channel.name}`}
                  >
                    Send a test
                  </Button>
                  <ConfirmDialog
                    title={`Remove the channel “${channel.name}”?`}
                    consequence="Nothing more is sent there, not even what waits. To have it again, add it anew; it gets another secret."
                    action="Remove channel"
                    onConfirm={async () => {
                      valueOf(await remove({ id: channel.id }));
                    }}
                    trigger={
                      <Button variant="ghost" size="s" aria-label={`Remove the channel ${channel.name}`}>
                        Remove
                      </Button>
                    }
                  />
                </>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
