import type { Metadata } from "next";
import Link from "@/components/ui/link";

import { pageContext } from "@/app/context";
import { store } from "@/app/store";
import { viewerZone } from "@/app/viewer-zone";
import { FullLabelsNotice } from "@/components/ingest-usage/full-labels";
import { MissingRoots, SilentClients, SummedTraces } from "@/components/ingest-usage/gap-list";
import { IntakeCharts } from "@/components/ingest-usage/intake-charts";
import { QuarantineDetail } from "@/components/ingest-usage/quarantine-detail";
import { QuarantineTable } from "@/components/ingest-usage/quarantine-table";
import { QuotaPanel } from "@/components/ingest-usage/quota-panel";
import { ReasonTable } from "@/components/ingest-usage/reason-table";
import { ClientTable } from "@/components/lazy-parts";
import { SaveClients } from "@/components/ingest-usage/save-clients";
import { UnkeptTable } from "@/components/ingest-usage/unkept-table";
import { settingsPath } from "@/components/settings/settings-path";
import { consolePath } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import { formatBytes } from "@/lib/format/bytes";
import { plural } from "@/lib/format/count";
import { getQuarantined } from "@/lib/ingest-usage/get-quarantined";
import { getQuota } from "@/lib/ingest-usage/get-quota";
import { ingestUsageFigures } from "@/lib/ingest-usage/usage-figures";
import { DEFAULT_REQUESTS_PER_SECOND, DEFAULT_SPANS_PER_SECOND } from "@/lib/auth/ingest-limits";
import { listClients } from "@/lib/ingest-usage/list-clients";
import { listFullLabels } from "@/lib/ingest-usage/list-full-labels";
import { listQuarantine } from "@/lib/ingest-usage/list-quarantine";
import { listRootless } from "@/lib/ingest-usage/list-rootless";
import { listSummed } from "@/lib/ingest-usage/list-summed";
import { listUnkept } from "@/lib/ingest-usage/list-unkept";
import { reasonOf } from "@/lib/ingest-usage/reasons";
import { resolveRange } from "@/lib/time/range";

import { changeQuotaAction, deleteQuarantinedAction } from "./actions";
import { type IngestView, loadIngestParams, serializeIngestParams } from "./search-params";

interface PageProps {
  params: Promise<{ project: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export const metadata: Metadata = { title: "Ingest" };

const INTERVALS: Record<number, string> = {
  60_000: "by minute",
  300_000: "by 5 minutes",
  900_000: "by quarter of an hour",
  3_600_000: "by hour",
  21_600_000: "by 6 hours",
  86_400_000: "by day",
};

/** What comes in: limits, what was taken and what was not, who sends and who has stopped. */
export default async function IngestPage({ params, searchParams }: PageProps) {
  const ctx = await pageContext((await params).project);
  const view = await loadIngestParams(searchParams);
  const { slug } = ctx.project;
  const range = resolveRange(view, ctx.now(), await viewerZone(view.tz));
  const [today, figures, samples, sample, clients, rootless, unkept, fullLabels, summed] = await Promise.all([
    getQuota(ctx),
    ingestUsageFigures(ctx, range),
    listQuarantine(ctx, { code: view.reason ?? undefined }),
    view.sample === null ? null : getQuarantined(ctx, view.sample),
    listClients(ctx),
    listRootless(ctx),
    listUnkept(ctx, range),
    listFullLabels(ctx),
    listSummed(ctx, range),
  ]);
  const editable = may(ctx.actor, "edit_project");
  const base = settingsPath(slug, "ingest");
  const href = (change: Partial<IngestView>) => serializeIngestParams(base, { ...view, ...change });
  const { totals } = figures;
  return (
    <>
      {!editable && <Notice>{whyNot(ctx.actor, "edit_project")}</Notice>}
      <FullLabelsNotice days={fullLabels} />
      <QuotaPanel
        today={today}
        maxBodyBytes={store().env.maxBodyBytes}
        defaults={{
          spansPerSecond: DEFAULT_SPANS_PER_SECOND,
          requestsPerSecond: DEFAULT_REQUESTS_PER_SECOND,
        }}
        keysHref={settingsPath(slug, "keys")}
        editable={editable}
        save={changeQuotaAction.bind(null, slug)}
      />
      <div className="grid gap-4 lg:grid-cols-2">
        <Panel title="Gone silent" flush>
          <SilentClients clients={clients} />
        </Panel>
        <Panel title="Missing roots" flush>
          <MissingRoots {...rootless} hrefOf={(traceId) => `${consolePath(slug, "traces")}/${traceId}`} />
        </Panel>
      </div>
      {summed.length > 0 && (
        <Panel title="Traces too large to resolve" aside="the largest of this range" flush>
          <SummedTraces traces={summed} hrefOf={(traceId) => `${consolePath(slug, "traces")}/${traceId}`} />
        </Panel>
      )}
      <IntakeCharts figures={figures} interval={INTERVALS[figures.bucketMs] ?? ""} />
      <Panel
        title="What was not taken"
        aside={`${plural(totals.accepted, "span")} taken, ${formatBytes(totals.bytes)}`}
        flush
      >
        {figures.reasons.length === 0 ? (
          <p className="px-3.5 pb-3 text-s text-ink-2">
            {totals.accepted > 0
              ? "Everything that was sent in this range was taken."
              : "Nothing was sent in this range."}
          </p>
        ) : (
          <ReasonTable reasons={figures.reasons} samplesHref={(reason) => href({ reason, sample: null })} />
        )}
      </Panel>
      {unkept.rows.length > 0 && (
        <Panel
          title="Log records that were not kept"
          aside={`${plural(unkept.total, "record")}, whole UTC days`}
          flush
        >
          <UnkeptTable rows={unkept.rows} />
        </Panel>
      )}
      <Quarantine
        samples={samples}
        sample={sample}
        reason={view.reason}
        href={href}
        remove={editable ? deleteQuarantinedAction.bind(null, slug) : undefined}
      />
      <Clients clients={clients} slug={slug} />
    </>
  );
}

interface QuarantineProps {
  samples: Awaited<ReturnType<typeof listQuarantine>>;
  /** The one that is open. */
  sample: Awaited<ReturnType<typeof getQuarantined>> | null;
  /** Only samples of this reason are listed. */
  reason: IngestView["reason"];
  href: (change: Partial<IngestView>) => string;
  remove: Parameters<typeof QuarantineDetail>[0]["remove"];
}

const Quarantine = ({ samples, sample, reason, href, remove }: QuarantineProps) => (
  <Panel
    title="Quarantine"
    aside={
      reason === null ? (
        "samples, kept for 7 days"
      ) : (
        <>
          {reasonOf(reason).title}{" "}
          <Link href={href({ reason: null })} scroll={false} className="text-accent underline">
            Show all reasons
          </Link>
        </>
      )
    }
    flush
  >
    <div className={sample === null ? "" : "grid lg:grid-cols-2 lg:[&>section]:order-last"}>
      {sample !== null && (
        <QuarantineDetail
          key={sample.id}
          item={sample}
          closeHref={href({ sample: null })}
          {...(remove && { remove })}
        />
      )}
      {samples.length === 0 ? (
        <EmptyState small title="Nothing in quarantine">
          What is refused is kept here as samples, at most 10 of a reason within an hour, so that its sender
          can be mended.
        </EmptyState>
      ) : (
        <QuarantineTable items={samples} selected={sample?.id} href={(id) => href({ sample: id })} />
      )}
    </div>
  </Panel>
);

const Clients = ({ clients, slug }: { clients: Awaited<ReturnType<typeof listClients>>; slug: string }) => (
  <Panel
    title="Clients"
    aside={
      clients.length > 0 && (
        <span className="flex items-center gap-2">
          {clients.length >= 200 ? "the latest 200" : clients.length}
          <SaveClients clients={clients} />
        </span>
      )
    }
    flush
  >
    {clients.length === 0 ? (
      <EmptyState
        small
        title="Nobody has sent anything yet"
        action={
          <Button asChild size="s">
            <Link href={consolePath(slug, "getting-started")}>Send the first trace</Link>
          </Button>
        }
      >
        Each library, version and service that sends is listed here within seconds.
      </EmptyState>
    ) : (
      <ClientTable clients={clients} />
    )}
  </Panel>
);
