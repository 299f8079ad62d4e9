import type { Tx } from "@/db/client";
import { plainArray } from "@/db/pg-array";
import { detectSilence } from "@/lib/ingest-usage/detect-silence";
import { hexOfUuid } from "@/lib/model/ids";

/** What a head says did not come, or was not taken, since the head before. */
export interface Gaps {
  /** ISO 8601; null: since ever. */
  from: string | null;
  to: string;
  /** Traces whose root had not come a quarter of an hour after all else. */
  rootless: { count: number; traces: string[] };
  rejected: { endpoint: string; outcome: string; reason: string; spans: number; requests: number }[];
  /** Clients that sent regularly and have stopped, as of `to`. */
  silent: { client: string; service: string | null; last_seen_at: string }[];
  /** Samples of what was refused. */
  quarantined: number;
}

const MINUTE_MS = 60_000;
/** A root ends last: what still runs is given this long, as on the page of what came in. */
const PATIENCE_MS = 15 * MINUTE_MS;
const DAY_MS = 86_400_000;
const LOOK_BACK_DAYS = 8;
const NAMED = 20;
const CLIENTS = 50;

interface Project {
  id: number;
  shardKeys: readonly number[];
}

/**
 * What the store knows of what it lacks. Counters of a minute are written within seconds: minutes that are over by one are counted, each
 * in one head.
 * @param from `to` of the head before
 */
export async function readGaps(tx: Tx, project: Project, from: string | null, now: Date): Promise<Gaps> {
  const to = new Date(Math.floor((now.getTime() - MINUTE_MS) / MINUTE_MS) * MINUTE_MS);
  const [rootless, rejected, quarantined, silent] = await Promise.all([
    readRootless(tx, project, { from, to }),
    tx<Gaps["rejected"]>`
      select endpoint, outcome, reason, sum(spans)::bigint as spans, sum(requests)::bigint as requests
      from ingest_minutes
      where project_id = ${project.id} and outcome <> 'accepted' and minute < ${to}
        and minute >= coalesce(${from}::timestamptz, '-infinity')
      group by 1, 2, 3
      order by 1, 2, 3`,
    tx<{ count: number }[]>`
      select count(*)::int as count
      from ingest_quarantine
      where project_id = ${project.id} and at < ${to} and at >= coalesce(${from}::timestamptz, '-infinity')`,
    readSilent(tx, project.id, to),
  ]);
  return {
    from,
    to: to.toISOString(),
    rootless,
    rejected: rejected.map((row) => ({ ...row })),
    silent,
    quarantined: quarantined[0]?.count ?? 0,
  };
}

async function readRootless(
  tx: Tx,
  project: Project,
  { from, to }: { from: string | null; to: Date },
): Promise<Gaps["rootless"]> {
  const until = new Date(to.getTime() - PATIENCE_MS);
  const since = from === null ? null : new Date(Date.parse(from) - PATIENCE_MS);
  const rows = await tx<{ traceId: string; count: number }[]>`
    select trace_id as "traceId", (count(*) over ())::int as count
    from traces
    where project_id = ${project.id} and shard_key = any(${plainArray(project.shardKeys)}::int[])
      and root_span_id is null
      and started_at > ${new Date((since ?? to).getTime() - 2 * DAY_MS)}
      and started_at + make_interval(secs => coalesce(duration_ns, 0) / 1e9) < ${until}
      and started_at + make_interval(secs => coalesce(duration_ns, 0) / 1e9) >= coalesce(${since}::timestamptz, '-infinity')
    order by started_at, trace_id
    limit ${NAMED}`;
  return { count: rows[0]?.count ?? 0, traces: rows.map(({ traceId }) => hexOfUuid(traceId)) };
}

async function readSilent(tx: Tx, projectId: number, at: Date): Promise<Gaps["silent"]> {
  const clients = await tx<
    {
      id: string;
      name: string;
      service: string | null;
      lastSeenAt: string;
      hours: { hour: string; minutes: string }[];
    }[]
  >`
    select c.id, c.name, c.service, c.last_seen_at as "lastSeenAt",
      (
        select coalesce(json_agg(json_build_object('hour', h.hour, 'minutes', h.minutes::text)), '[]')
        from ingest_client_hours h
        where h.project_id = c.project_id and h.client_id = c.id and h.hour > ${new Date(at.getTime() - LOOK_BACK_DAYS * DAY_MS)}
      ) as hours
    from ingest_clients c
    where c.project_id = ${projectId} and c.last_seen_at > ${new Date(at.getTime() - LOOK_BACK_DAYS * DAY_MS)}
      -- Another version of the same in its place is no silence.
      and not exists (
        select from ingest_clients other
        where other.project_id = c.project_id and other.name = c.name and other.endpoint = c.endpoint
          and other.service is not distinct from c.service and other.instrumentation is not distinct from c.instrumentation
          and other.id <> c.id and other.last_seen_at > c.last_seen_at
      )
    order by c.name, c.id
    limit ${CLIENTS * 4}`;
  return clients
    .filter(({ hours, lastSeenAt }) => {
      const active = hours.map(({ hour, minutes }) => ({
        hourMs: Date.parse(hour),
        minutes: BigInt(minutes),
      }));
      return detectSilence(active, Date.parse(lastSeenAt), at.getTime()) !== null;
    })
    .slice(0, CLIENTS)
    .map(({ name, service, lastSeenAt }) => ({ client: name, service, last_seen_at: lastSeenAt }));
}

/** Whether a head says that something is missing. */
export const hasGaps = ({ rootless, rejected, quarantined, silent }: Gaps): boolean =>
  rootless.count > 0 || rejected.length > 0 || quarantined > 0 || silent.length > 0;
