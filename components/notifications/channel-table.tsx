"use client";

import { useRouter } from "next/navigation";

import { Button } from "@/components/ui/button";
import { actionsColumn, textColumn, timeColumn } from "@/components/ui/columns";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { notify } from "@/components/ui/notify";
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
  const columns: Column<Channel>[] = [
    textColumn("Channel", ({ name }) => name, { className: "max-w-64 truncate font-medium" }),
    textColumn("Kind", ({ kind }) => (kind === "slack" ? "Slack" : "webhook, signed"), { dim: true }),
    textColumn("Server", ({ shownUrl }) => shownUrl, { dim: true, className: "max-w-72 truncate font-mono" }),
    timeColumn("Added", ({ createdAt }) => createdAt, { by: ({ createdBy }) => createdBy }),
    actionsColumn(
      ({ id, name }) =>
        editable && (
          <>
            <Button
              variant="ghost"
              size="s"
              pending={testing.pending}
              onClick={() => testing.run({ id })}
              aria-label={`Send a test to ${name}`}
            >
              Send a test
            </Button>
            <ConfirmDialog
              title={`Remove the channel “${name}”?`}
              consequence="Nothing more is sent there, not even what waits. To have it again, add it anew; it gets another secret."
              action="Remove channel"
              onConfirm={async () => valueOf(await remove({ id }))}
              trigger={
                <Button variant="ghost" size="s" aria-label={`Remove the channel ${name}`}>
                  Remove
                </Button>
              }
            />
          </>
        ),
    ),
  ];
  return <ColumnTable caption="Channels" columns={columns} rows={channels} keyOf={({ id }) => id} />;
}
