import type { Metadata } from "next";

import { pageContext } from "@/app/context";
import { AddChannelDialog } from "@/components/notifications/add-channel-dialog";
import { ChannelTable } from "@/components/notifications/channel-table";
import { DeliveryTable } from "@/components/notifications/delivery-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import { listChannels } from "@/lib/notify/channels";
import { listDeliveries } from "@/lib/notify/list-deliveries";

import { addChannelAction, removeChannelAction, sendTestAction } from "./actions";

export const metadata: Metadata = { title: "Notifications" };

export default async function NotificationsPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await pageContext((await params).project);
  const { slug } = ctx.project;
  const [channels, deliveries] = await Promise.all([listChannels(ctx), listDeliveries(ctx)]);
  const editable = may(ctx.actor, "edit_project");
  return (
    <>
      {!editable && <Notice>{whyNot(ctx.actor, "edit_project")}</Notice>}
      <Panel
        title="Channels"
        aside={editable && <AddChannelDialog add={addChannelAction.bind(null, slug)} />}
        flush
      >
        {channels.length === 0 ? (
          <EmptyState small title="Nobody is told yet">
            Add a webhook or a Slack channel: it is told when a budget reaches a threshold that notifies.
          </EmptyState>
        ) : (
          <ChannelTable
            channels={channels}
            editable={editable}
            test={sendTestAction.bind(null, slug)}
            remove={removeChannelAction.bind(null, slug)}
          />
        )}
      </Panel>
      <Panel title="Deliveries" aside="the last fifty" flush>
        {deliveries.length === 0 ? (
          <EmptyState small title="Nothing was sent yet">
            Send a test to see whether a channel works.
          </EmptyState>
        ) : (
          <DeliveryTable deliveries={deliveries} />
        )}
      </Panel>
    </>
  );
}
