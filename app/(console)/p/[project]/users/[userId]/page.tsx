import { UserRound } from "lucide-react";
import type { Metadata } from "next";
import Link from "@/components/ui/link";
import type { SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { viewerZone } from "@/app/viewer-zone";
import { UserCharts } from "@/components/end-users/user-charts";
import { UserTiles } from "@/components/end-users/user-tiles";
import { UserTraces } from "@/components/end-users/user-traces";
import { sessionColumns } from "@/components/sessions/session-columns";
import { PageHeader } from "@/components/shell/page-header";
import { PagePart } from "@/components/shell/page-part";
import { consolePath } from "@/components/shell/routes";
import { loadShellParams, serializeShellParams, type ShellParams } from "@/components/shell/search-params";
import { listHref } from "@/components/trace-list/list-href";
import { sessionPath, tracePath } from "@/components/trace/trace-paths";
import { Button } from "@/components/ui/button";
import { ColumnTable } from "@/components/ui/column-table";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Figure } from "@/components/ui/figure";
import { FigureLink } from "@/components/ui/figure-link";
import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";
import { plural } from "@/lib/format/count";
import { type EndUserReport, readEndUser } from "@/lib/end-users/read-end-user";
import { listSessions } from "@/lib/sessions/list-sessions";
import { resolveRange } from "@/lib/time/range";
import { traceFilter } from "@/lib/traces/filter";
import { listTraces } from "@/lib/traces/list-traces";

interface UserPageProps {
  params: Promise<{ project: string; userId: string }>;
  searchParams: Promise<SearchParams>;
}

/** Names the user: several lie in tabs beside each other. */
export async function generateMetadata({ params }: UserPageProps): Promise<Metadata> {
  return { title: `User ${decodeURIComponent((await params).userId)}` };
}

export default async function UserPage({ params, searchParams }: UserPageProps) {
  const { project, userId } = await params;
  const user = decodeURIComponent(userId);
  const view = await loadShellParams(searchParams);
  const of = { project, user, view };
  const key = serializeShellParams("", view);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4">
      <PageHeader
        title={
          <span className="flex min-w-0 items-center gap-2">
            <bdi className="min-w-0 truncate" data-tip={user}>
              {user}
            </bdi>
            <CopyButton text={user} what="user id" />
          </span>
        }
        meta={
          <>
            <Link
              href={serializeShellParams(consolePath(project, "users"), view)}
              prefetch={false}
              className="text-accent underline"
            >
              Users
            </Link>
            , as your clients name them
          </>
        }
      />
      <PagePart of={key} title="The user’s figures" meanwhile={<FiguresSkeleton />}>
        <Figures {...of} />
      </PagePart>
      <PagePart
        of={`traces${key}`}
        title="What they saw"
        meanwhile={<SkeletonRows rows={8} label="Loading the traces" />}
      >
        <Traces {...of} />
      </PagePart>
      <PagePart of={`sessions${key}`} title="Their sessions" height="h-40">
        <Sessions {...of} />
      </PagePart>
    </div>
  );
}

interface PartProps {
  project: string;
  user: string;
  view: ShellParams;
}

/** The range as ISO times, and the list of the user's traces in it. */
function within({ project, user, view }: PartProps, now: Date, zone: string) {
  const { from, to } = resolveRange(view, now, zone);
  const range = { from: from.toISOString(), to: to.toISOString() };
  const words = new URLSearchParams({ user });
  if (view.env !== null) words.set("environment", view.env);
  return {
    range,
    environment: view.env === null ? [] : [view.env],
    list: (more: string = "") => listHref(project, `${words}${more}`, range),
    query: words.toString(),
  };
}

async function Figures(props: PartProps) {
  const { project, user, view } = props;
  const ctx = await pageContext(project);
  const zone = await viewerZone(view.tz);
  const { range, environment, list } = within(props, ctx.now(), zone);
  const report = await readEndUser(ctx, { user, ...range, environment, zone });
  if (report.total.interactions === 0 && report.lastAt === null)
    return (
      <Panel>
        <EmptyState
          icon={UserRound}
          title="Nothing of this user in this range"
          action={
            view.range === "30d" ? undefined : (
              <Button asChild>
                <Link href={serializeShellParams("?", { ...view, range: "30d", from: null, to: null })}>
                  Show the last 30 days
                </Link>
              </Button>
            )
          }
        >
          No trace names them here. A longer range or another environment may, as far back as{" "}
          {plural(ctx.project.retentionDays, "day")}, which this project keeps.
        </EmptyState>
      </Panel>
    );
  const shell = { ...view, live: null };
  return (
    <>
      <UserTiles
        report={report}
        hrefs={{
          traces: list(),
          failed: list("&status=error"),
          slow: list("&sort=latency.desc"),
          cost: `${serializeShellParams(consolePath(project, "cost"), shell)}${serializeShellParams("", shell) === "" ? "?" : "&"}${new URLSearchParams({ user })}`,
          sessions: `${serializeShellParams(consolePath(project, "sessions"), shell)}${serializeShellParams("", shell) === "" ? "?" : "&"}${new URLSearchParams({ q: user })}`,
        }}
      />
      <UserCharts
        times={report.points.map(({ at }) => at)}
        answered={report.points.map(({ interactions, failures }) => interactions - failures)}
        failed={report.points.map(({ failures }) => failures)}
        costUsd={report.points.map(({ costUsd }) => (costUsd === null ? null : Number(costUsd)))}
        p50={report.points.map(({ latency }) => latency.p50)}
        p95={report.points.map(({ latency }) => latency.p95)}
        interval={`by ${report.interval === "5m" || report.interval === "15m" ? `${report.interval.slice(0, -1)} minutes` : report.interval}`}
        latencyNote={report.newestOnly === null ? null : `newest ${plural(report.newestOnly, "interaction")}`}
      />
      <Shares report={report} list={list} />
    </>
  );
}

/** What they used, and how it was judged. */
function Shares({ report, list }: { report: EndUserReport; list: (more?: string) => string }) {
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Panel title="Features they used" flush>
        <ColumnTable
          caption="Features they used"
          columns={[
            {
              head: "Feature",
              className: "max-w-64 truncate",
              title: ({ feature }) => feature,
              cell: ({ feature }) => (
                <FigureLink href={list(`&${new URLSearchParams({ feature })}`)}>
                  <bdi>{feature}</bdi>
                </FigureLink>
              ),
            },
            {
              head: "Interactions",
              numeric: true,
              cell: ({ interactions }) => <Figure value={interactions} quantity="count" />,
            },
            {
              head: "Failed",
              numeric: true,
              className: ({ failures }) => (failures > 0 ? "text-bad" : "text-ink-3"),
              cell: ({ failures }) => <Figure value={failures} quantity="count" />,
            },
          ]}
          rows={report.features.slice(0, 10)}
          keyOf={({ feature }) => feature}
        />
      </Panel>
      <Panel title="How it was judged" flush>
        {report.scores.length === 0 ? (
          <EmptyState small title="No interaction of theirs was scored in this range" />
        ) : (
          <ColumnTable
            caption="Scores"
            columns={[
              {
                head: "Score",
                className: "max-w-64 truncate",
                title: ({ name }) => name,
                cell: ({ name }) => <bdi>{name}</bdi>,
              },
              {
                head: "Mean",
                numeric: true,
                cell: ({ mean }) => <Figure value={mean} quantity="score" unknown="its values are words" />,
              },
              {
                head: "Times",
                numeric: true,
                cell: ({ count }) => <Figure value={count} quantity="count" />,
              },
            ]}
            rows={report.scores}
            keyOf={({ name }) => name}
          />
        )}
      </Panel>
    </div>
  );
}

const SHOWN = 25;

async function Traces(props: PartProps) {
  const { project, user, view } = props;
  const ctx = await pageContext(project);
  const { range, environment, list, query } = within(props, ctx.now(), await viewerZone(view.tz));
  const { data, next_cursor } = await listTraces(
    ctx,
    { ...traceFilter({ user: [user], ...range, environment }), limit: SHOWN },
    { scores: true },
  );
  if (data.length === 0) return null;
  return (
    <Panel
      title="What they asked and saw"
      aside={
        <Link href={list()} prefetch={false} className="text-accent hover:underline">
          {next_cursor === null ? "In the list of traces" : "All their traces"}
        </Link>
      }
      flush
    >
      <UserTraces
        traces={data}
        hrefOf={({ trace_id }) => {
          const path = serializeShellParams(tracePath(project, trace_id), { ...view, live: null });
          return `${path}${path.includes("?") ? "&" : "?"}${new URLSearchParams({ list: query })}`;
        }}
      />
    </Panel>
  );
}

async function Sessions(props: PartProps) {
  const { project, user, view } = props;
  const ctx = await pageContext(project);
  const { range, environment } = within(props, ctx.now(), await viewerZone(view.tz));
  const { data } = await listSessions(ctx, {
    ...traceFilter({ user: [user], ...range, environment }),
    limit: 10,
  });
  if (data.length === 0) return null;
  const columns = sessionColumns({
    hrefOf: (id) => serializeShellParams(sessionPath(project, id), { ...view, live: null }),
    userHrefOf: null,
  });
  return (
    <Panel title="Sessions" flush>
      <ColumnTable caption="Sessions" columns={columns} rows={data} keyOf={({ session_id }) => session_id} />
    </Panel>
  );
}

const FiguresSkeleton = () => (
  <>
    <Skeleton className="h-24 rounded-l" />
    <Skeleton className="h-56 rounded-l" />
  </>
);
