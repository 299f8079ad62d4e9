import type { Sql } from "@/db/client";
import { plainArray, textArray } from "@/db/pg-array";
import { dueBuckets } from "@/lib/derive/lag";
import { formatCount, plural } from "@/lib/format/count";
import { formatDuration } from "@/lib/format/duration";
import { TASKS } from "@/lib/jobs/tasks";

import type { DiskRoom } from "./disk-room";

const MINUTE_MS = 60_000;
const GIB = 1024 ** 3;

/** Behind by so long: people look at figures that are not those of now. */
const BEHIND_MS = { warning: 10 * MINUTE_MS, alert: 60 * MINUTE_MS };
/** Marks that are looked at, the next in line first; a longer queue is late by those already. */
const MOST_MARKS = 200_000;
/** Of the last ten minutes, so many in which requests were refused: senders try again for a while, then spans are lost. */
const REFUSED_MINUTES = { warning: 3, alert: 8, of: 10 };
/** Runs in a row that failed. */
const FAILED_RUNS = 3;
/** Below this share of the disk, and at most and at least so many bytes. */
const ROOM = {
  warning: { share: 0.05, most: 10 * GIB, least: GIB / 2 },
  alert: { share: 0.01, most: 2 * GIB, least: GIB / 4 },
};

/** What keeps a project's data from being stored or shown in time. */
export interface Trouble {
  projectId: number;
  slug: string;
  /** What it is, and of what. */
  series: string;
  level: "warning" | "alert";
  title: string;
  /** Within the settings of the project. */
  page: "jobs" | "ingest";
  /** Figures, by names of the API. */
  detail: Record<string, number | string>;
  beganAtMs: number;
}

type Found = Omit<Trouble, "slug">;

/**
 * Everything that ails the store now, of all projects: a statement for each kind of trouble, however many projects there are.
 * @param sql connected as recount_worker
 * @param room of the database's disk; null: not known
 */
export async function storeTroubles(sql: Sql, room: DiskRoom | null, nowMs: number): Promise<Trouble[]> {
  const disk = room === null ? null : diskTrouble(room, nowMs);
  const [derivation, figures, refused, failing] = await Promise.all([
    findBehind(sql, nowMs),
    findLateFigures(sql, nowMs),
    findRefused(sql, nowMs),
    findFailing(sql),
  ]);
  const ofAll = [...failing, ...(disk === null ? [] : [disk])];
  const found: Found[] = [
    ...derivation,
    ...figures,
    ...refused,
    ...(ofAll.length === 0 ? [] : await activeProjects(sql, nowMs)).flatMap((projectId) =>
      ofAll.map((one) => ({ ...one, projectId })),
    ),
  ];
  if (found.length === 0) return [];
  const slugs = new Map(
    (
      await sql<{ id: number; slug: string }[]>`
        select id, slug from projects where id = any(${plainArray([...new Set(found.map(({ projectId }) => projectId))])}::int[])`
    ).map(({ id, slug }) => [id, slug]),
  );
  return found.flatMap((one) => {
    const slug = slugs.get(one.projectId);
    return slug === undefined ? [] : [{ ...one, slug }];
  });
}

const levelOf = (behindMs: number): Trouble["level"] | null =>
  behindMs >= BEHIND_MS.alert ? "alert" : behindMs >= BEHIND_MS.warning ? "warning" : null;

/** Traces whose spans have waited for too long, and those that were set aside because they cannot be derived. */
async function findBehind(sql: Sql, nowMs: number): Promise<Found[]> {
  const now = new Date(nowMs);
  const rows = await sql<{ projectId: number; oldestMs: number | null; waiting: number; aside: number }[]>`
    select project_id as "projectId", (extract(epoch from ${now}::timestamptz - min(marked_at)) * 1000)::float8 as "oldestMs",
      (count(*) filter (where marked_at <= ${now}))::int as waiting,
      (count(distinct trace_id) filter (where marked_at > ${now}::timestamptz + interval '5 seconds'))::int as aside
    from (select project_id, trace_id, marked_at from dirty_traces order by id limit ${MOST_MARKS}) next
    group by project_id`;
  return rows.flatMap(({ projectId, oldestMs, waiting, aside }): Found[] => {
    const behindMs = Math.max(0, oldestMs ?? 0);
    const level = levelOf(behindMs);
    return [
      ...(level === null
        ? []
        : [
            {
              projectId,
              series: "derivation",
              level,
              title: `Traces appear ${formatDuration(behindMs)} late`,
              page: "jobs" as const,
              detail: { behind_ms: Math.round(behindMs), waiting },
              beganAtMs: nowMs - behindMs,
            },
          ]),
      ...(aside === 0
        ? []
        : [
            {
              projectId,
              series: "set aside",
              level: "warning" as const,
              title: `${plural(aside, "trace")} cannot be derived and ${aside === 1 ? "is" : "are"} tried again every ten minutes`,
              page: "jobs" as const,
              detail: { traces: aside },
              beganAtMs: nowMs,
            },
          ]),
    ];
  });
}

/** Figures that are not those of what is stored, because the roll-ups are late or fail. */
async function findLateFigures(sql: Sql, nowMs: number): Promise<Found[]> {
  const rows = await sql<{ projectId: number; lateMs: number; marks: number }[]>`
    select project_id as "projectId", (extract(epoch from ${new Date(nowMs)}::timestamptz - min(due_at)) * 1000)::float8 as "lateMs",
      count(*)::int as marks
    from (${dueBuckets(sql)}) d
    group by project_id`;
  return rows.flatMap(({ projectId, lateMs, marks }): Found[] => {
    const level = levelOf(lateMs);
    if (level === null) return [];
    return [
      {
        projectId,
        series: "figures",
        level,
        title: `Figures are ${formatDuration(lateMs)} behind`,
        page: "jobs",
        detail: { behind_ms: Math.round(lateMs), waiting: marks },
        beganAtMs: nowMs - lateMs,
      },
    ];
  });
}

/** Projects whose requests were refused with 503, for want of room or speed. */
async function findRefused(sql: Sql, nowMs: number): Promise<Found[]> {
  const from = new Date(nowMs - REFUSED_MINUTES.of * MINUTE_MS);
  const rows = await sql<{ projectId: number; minutes: number; requests: number; first: string }[]>`
    select p.id as "projectId", r.minutes, r.requests, r.first
    from projects p
    cross join lateral (
      select count(distinct minute)::int as minutes, sum(requests)::float8 as requests, min(minute) as first
      from ingest_minutes m
      where m.project_id = p.id and m.minute > ${from} and m.outcome = 'refused' and m.reason = 'unavailable'
    ) r
    where r.minutes >= ${REFUSED_MINUTES.warning}`;
  return rows.map(({ projectId, minutes, requests, first }): Found => ({
    projectId,
    series: "refused",
    level: minutes >= REFUSED_MINUTES.alert ? "alert" : "warning",
    title: `${formatCount(requests)} requests with spans were refused within ten minutes: the database took no more`,
    page: "ingest",
    detail: { requests, minutes },
    beganAtMs: Date.parse(first),
  }));
}

/** Jobs of the clock that have failed several times in a row. */
async function findFailing(sql: Sql): Promise<Omit<Found, "projectId">[]> {
  const names = TASKS.filter(({ minute }) => minute !== null).map(({ name }) => name);
  const rows = await sql<{ task: string; error: string; since: string }[]>`
    select t.task, (array_agg(r.error order by r.id desc))[1] as error, min(r.started_at) as since
    from unnest(${textArray(names)}::text[]) as t (task)
    cross join lateral (
      select id, error, started_at from job_runs where job_runs.task = t.task order by id desc limit ${FAILED_RUNS}
    ) r
    group by t.task
    having count(*) = ${FAILED_RUNS} and count(r.error) = ${FAILED_RUNS}`;
  return rows.map(({ task, error, since }) => ({
    series: `job ${task}`,
    level: "warning",
    title: `The job “${task}” has failed ${FAILED_RUNS} times in a row`,
    page: "jobs",
    detail: { task, error },
    beganAtMs: Date.parse(since),
  }));
}

/** The disk of the embedded database is nearly full. */
function diskTrouble({ freeBytes, totalBytes }: DiskRoom, nowMs: number): Omit<Found, "projectId"> | null {
  const below = ({ share, most, least }: (typeof ROOM)["alert"]): boolean =>
    freeBytes < Math.max(least, Math.min(most, share * totalBytes));
  const level = below(ROOM.alert) ? "alert" : below(ROOM.warning) ? "warning" : null;
  if (level === null) return null;
  const gib = (freeBytes / GIB).toFixed(1);
  return {
    series: "disk",
    level,
    title: `The disk of the database is nearly full: ${gib} GiB are left`,
    page: "jobs",
    detail: { free_bytes: freeBytes, total_bytes: totalBytes },
    beganAtMs: nowMs,
  };
}

/** Projects that sent anything yesterday or today: what ails the whole store concerns them. */
const activeProjects = async (sql: Sql, nowMs: number): Promise<number[]> =>
  (
    await sql<{ id: number }[]>`
      select p.id
      from projects p
      where exists (
        select from ingest_days d where d.project_id = p.id and d.day >= (${new Date(nowMs)}::timestamptz at time zone 'UTC')::date - 1
      )
      order by p.id`
  ).map(({ id }) => id);
