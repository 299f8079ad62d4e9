"use client";

import { useRouter } from "next/navigation";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { actionsColumn, textColumn, timeColumn } from "@/components/ui/columns";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { notify } from "@/components/ui/notify";
import { useAction } from "@/components/ui/use-action";
import { type ActionResult, valueOf } from "@/lib/http/action-result";
import type { Channel } from "@/lib/notify/channel";

import type { ChangeChannel } from "./channel-form";
import { SEVERITY_WORDS, SHORT_KINDS, TOPIC_WORDS } from "./channel-words";
import { EditChannelDialog } from "./edit-channel-dialog";
import { type ReadDelivery, type SendTest, useTest } from "./use-test";

interface ChannelTableProps {
  channels: readonly Channel[];
  editable: boolean;
  test: SendTest;
  read: ReadDelivery;
  change: ChangeChannel;
  pause: (input: { id: number; paused: boolean }) => Promise<ActionResult>;
  remove: (input: { id: number }) => Promise<ActionResult>;
}

const toldOf = ({ topics, severity }: Channel): string =>
  `${topics.map((topic) => TOPIC_WORDS[topic].toLowerCase()).join(", ")}: ${SEVERITY_WORDS[severity]}`;

const COLUMNS: Column<Channel>[] = [
  textColumn("Channel", ({ name }) => name, { className: "max-w-64 truncate font-medium" }),
  textColumn("Kind", ({ kind }) => SHORT_KINDS[kind], { dim: true }),
  textColumn("Where", ({ shownUrl }) => shownUrl, { dim: true, className: "max-w-72 truncate font-mono" }),
  textColumn("Told of", toldOf, { dim: true }),
  {
    head: "State",
    cell: ({ pausedAt }) =>
      pausedAt === null ? <Badge tone="ok">on</Badge> : <Badge tone="warn">paused</Badge>,
  },
  timeColumn("Added", ({ createdAt }) => createdAt, { by: ({ createdBy }) => createdBy }),
];

/** Where people are told. Addresses are shown by their server only: the rest may be a token. */
export function ChannelTable({ channels, editable, ...actions }: ChannelTableProps) {
  const testing = useTest(actions.test, actions.read);
  const columns = [
    ...COLUMNS,
    actionsColumn<Channel>(
      (channel) => editable && <ChannelActions channel={channel} testing={testing} {...actions} />,
    ),
  ];
  return <ColumnTable caption="Channels" columns={columns} rows={channels} keyOf={({ id }) => id} />;
}

type ActionsProps = Pick<ChannelTableProps, "change" | "pause" | "remove"> & {
  channel: Channel;
  testing: ReturnType<typeof useTest>;
};

function ChannelActions({ channel, testing, change, pause, remove }: ActionsProps) {
  const { id, name, pausedAt } = channel;
  const router = useRouter();
  const isPaused = pausedAt !== null;
  const pausing = useAction(pause, () => {
    router.refresh();
    notify.done(isPaused ? "Channel goes on" : "Channel paused: its messages wait");
  });
  return (
    <>
      <Button
        variant="ghost"
        size="s"
        pending={testing.pending === id}
        onClick={() => testing.run(id)}
        aria-label={`Send a test to ${name}`}
      >
        Send a test
      </Button>
      <EditChannelDialog channel={channel} change={change} />
      <Button
        variant="ghost"
        size="s"
        pending={pausing.pending}
        onClick={() => pausing.run({ id, paused: !isPaused })}
        aria-label={`${isPaused ? "Resume" : "Pause"} the channel ${name}`}
      >
        {isPaused ? "Resume" : "Pause"}
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
  );
}
