import type { Sql, Tx } from "@/db/client";
import type { Established } from "@/lib/findings/finding";
import { openFindings } from "@/lib/findings/open-findings";
import { resolveFindings } from "@/lib/findings/resolve-findings";
import { eachProject } from "@/lib/jobs/each-project";
import { groupBy } from "@/lib/model/group-by";

import { diskRoom, type DiskRoom } from "./disk-room";
import { storeTroubles, type Trouble } from "./store-troubles";

/** What has not been seen for so long is over: a trace that was set aside is tried again after ten minutes. */
const OVER_MS = 15 * 60_000;
/** Projects of one round whose findings change; the others are next. */
const MOST_PROJECTS = 200;

export interface StoreRoundOptions {
  /** Of the embedded database. */
  folder: string;
  now?: () => number;
  /** Tests only: a disk in place of that of the folder. */
  roomOf?: (folder: string) => Promise<DiskRoom | null>;
}

interface Open {
  id: string;
  projectId: number;
  slug: string;
  series: string;
  level: Trouble["level"];
  seenAt: string;
}

/**
 * The rule `store`: what keeps data from being stored or shown in time is a finding in the projects that it concerns until it has not
 * been seen for a quarter of an hour.
 * @param sql connected as recount_worker
 * @returns whether there is more to do at once
 */
export async function storeRound(
  sql: Sql,
  { folder, now = Date.now, roomOf = diskRoom }: StoreRoundOptions,
): Promise<boolean> {
  const nowMs = now();
  const troubles = await storeTroubles(sql, await roomOf(folder), nowMs);
  const open = await sql<Open[]>`
    select f.id::text, f.project_id as "projectId", p.slug, f.series, f.level, f.detail ->> 'seen_at' as "seenAt"
    from findings f
    join projects p on p.id = f.project_id
    where f.rule = 'store' and f.resolved_at is null
    order by f.id`;
  const known = groupBy(open, ({ projectId, series }) => `${projectId} ${series}`);
  await see(sql, troubles, known, nowMs);
  const seen = new Set(troubles.map(({ projectId, series }) => `${projectId} ${series}`));
  const fresh = troubles.filter(
    ({ projectId, series, level }) =>
      !known.get(`${projectId} ${series}`)?.some((one) => one.level === level || one.level === "alert"),
  );
  const over = open.filter(
    ({ projectId, series, seenAt }) =>
      !seen.has(`${projectId} ${series}`) && nowMs - Date.parse(seenAt) >= OVER_MS,
  );
  const changed = [...groupBy([...fresh, ...over], ({ projectId }) => projectId)];
  await eachProject(changed.slice(0, MOST_PROJECTS), ([id, [first]]) => {
    const project = { id, slug: first?.slug ?? "" };
    return sql.begin((tx) =>
      tell(tx, project, {
        fresh: fresh.filter(({ projectId }) => projectId === id),
        over: over.filter(({ projectId }) => projectId === id),
        nowMs,
      }),
    );
  });
  return changed.length > MOST_PROJECTS;
}

/** What lasts is as it is now, and was seen now. */
async function see(
  sql: Sql,
  troubles: readonly Trouble[],
  known: ReadonlyMap<string, readonly Open[]>,
  nowMs: number,
): Promise<void> {
  const lasting = troubles.flatMap((trouble) =>
    (known.get(`${trouble.projectId} ${trouble.series}`) ?? []).map(({ id }) => ({
      id,
      detail: detailOf(trouble, nowMs),
    })),
  );
  if (lasting.length === 0) return;
  await sql`
    update findings f
    set detail = f.detail || s.detail
    from jsonb_to_recordset(${JSON.stringify(lasting)}::text::jsonb) as s (id bigint, detail jsonb)
    where f.id = s.id and f.resolved_at is null`;
}

async function tell(
  tx: Tx,
  project: { id: number; slug: string },
  { fresh, over, nowMs }: { fresh: readonly Trouble[]; over: readonly Open[]; nowMs: number },
): Promise<void> {
  const now = new Date(nowMs);
  // Two workers may have found the same.
  await tx`select pg_advisory_xact_lock(hashtextextended('recount store rule', ${project.id}))`;
  const told = await tx<Pick<Open, "series" | "level">[]>`
    select series, level from findings where project_id = ${project.id} and rule = 'store' and resolved_at is null`;
  const found = fresh
    .filter(
      ({ series, level }) =>
        !told.some((one) => one.series === series && (one.level === level || one.level === "alert")),
    )
    .map((trouble) => establish(project.slug, trouble, nowMs));
  // First what is new, so that an incident that goes on is not ended in between.
  await openFindings(tx, project, "store", found, now);
  await resolveFindings(
    tx,
    project,
    over.map(({ id }) => ({ id, why: "It has not been so for a quarter of an hour." })),
    now,
  );
}

const detailOf = ({ detail }: Trouble, nowMs: number): Record<string, number | string> => ({
  ...detail,
  seen_at: new Date(nowMs).toISOString(),
});

function establish(slug: string, trouble: Trouble, nowMs: number): Established {
  const { series, level, title, page, beganAtMs } = trouble;
  return {
    ruleId: 0,
    series,
    key: `${level} ${new Date(nowMs).toISOString()}`,
    level,
    title,
    link: `/p/${slug}/settings/${page}`,
    detail: detailOf(trouble, nowMs),
    affected: null,
    beganAtMs,
    cause: { key: `store ${series}`, title, tell: true },
  };
}
