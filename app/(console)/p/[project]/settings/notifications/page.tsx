import { Download } from "lucide-react";
import type { Metadata } from "next";

import { pageContext } from "@/app/context";
import { store } from "@/app/store";
import { AddChannelDialog } from "@/components/notifications/add-channel-dialog";
import { ChannelTable } from "@/components/notifications/channel-table";
import { DeliveryTable } from "@/components/notifications/delivery-table";
import { DELIVERY_WORDS } from "@/lib/notify/delivery-words";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkTabs } from "@/components/ui/link-tabs";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import type { Context } from "@/lib/context";
import { listChannels } from "@/lib/notify/channels";
import { DELIVERY_STATES, type Delivery, listDeliveries } from "@/lib/notify/list-deliveries";

import {
  addChannelAction,
  changeChannelAction,
  pauseChannelAction,
  readDeliveryAction,
  removeChannelAction,
  sendAgainAction,
  sendTestAction,
} from "./actions";

export const metadata: Metadata = { title: "Notifications" };

interface NotificationsPageProps {
  params: Promise<{ project: string }>;
  searchParams: Promise<{ state?: string | string[] }>;
}

export default async function NotificationsPage({ params, searchParams }: NotificationsPageProps) {
  const ctx = await pageContext((await params).project);
  const { slug } = ctx.project;
  const asked = (await searchParams).state;
  const state = DELIVERY_STATES.find((one) => one === asked) ?? null;
  const [channels, deliveries] = await Promise.all([listChannels(ctx), listDeliveries(ctx, 100, { state })]);
  const editable = may(ctx.actor, "edit_project");
  const hasMail = store().env.mail !== undefined;
  return (
    <>
      {!editable && <Notice>{whyNot(ctx.actor, "edit_project")}</Notice>}
      {!hasMail && channels.some(({ kind }) => kind === "email") && (
        <Notice tone="warn">
          This instance has no mail server, so channels by e-mail are told nothing: whoever runs it sets
          RECOUNT_SMTP_URL and RECOUNT_MAIL_FROM.
        </Notice>
      )}
      <Panel
        title="Channels"
        aside={editable && <AddChannelDialog add={addChannelAction.bind(null, slug)} />}
        flush
      >
        {channels.length === 0 ? (
          <EmptyState small title="Nobody is told yet">
            Add e-mail, Slack, Microsoft Teams, PagerDuty or a webhook: it is told when a budget reaches a
            threshold that notifies, and when incidents open, become graver and end.
          </EmptyState>
        ) : (
          <ChannelTable
            channels={channels}
            editable={editable}
            test={sendTestAction.bind(null, slug)}
            read={readDeliveryAction.bind(null, slug)}
            change={changeChannelAction.bind(null, slug)}
            pause={pauseChannelAction.bind(null, slug)}
            remove={removeChannelAction.bind(null, slug)}
          />
        )}
      </Panel>
      <Deliveries ctx={ctx} deliveries={deliveries} state={state} editable={editable} />
    </>
  );
}

interface DeliveriesProps {
  ctx: Context;
  deliveries: readonly Delivery[];
  state: Delivery["state"] | null;
  editable: boolean;
}

function Deliveries({ ctx, deliveries, state, editable }: DeliveriesProps) {
  const { slug } = ctx.project;
  const here = `/p/${slug}/settings/notifications`;
  const query = state === null ? "" : `?state=${state}`;
  return (
    <Panel
      title="Deliveries"
      aside={
        <span className="flex items-center gap-3">
          the last hundred
          <Button asChild size="s">
            <a href={`/api/console/${encodeURIComponent(slug)}/notifications/export${query}`} download>
              <Download aria-hidden className="size-3.5" />
              CSV
            </a>
          </Button>
        </span>
      }
      flush
    >
      <LinkTabs
        label="Deliveries by state"
        className="px-4"
        tabs={[
          { label: "All", href: here, active: state === null },
          ...DELIVERY_STATES.map((one) => ({
            label: DELIVERY_WORDS[one].replace(/^./, (first) => first.toUpperCase()),
            href: `${here}?state=${one}`,
            active: state === one,
          })),
        ]}
      />
      {deliveries.length === 0 ? (
        <EmptyState small title={state === null ? "Nothing was sent yet" : "There are none in this state"}>
          Send a test to see whether a channel works.
        </EmptyState>
      ) : (
        <DeliveryTable
          deliveries={deliveries}
          editable={editable}
          read={readDeliveryAction.bind(null, slug)}
          again={sendAgainAction.bind(null, slug)}
        />
      )}
    </Panel>
  );
}
