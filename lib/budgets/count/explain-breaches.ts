import type { Sql } from "@/db/client";
import { inProject } from "@/db/tenant";
import type { Context } from "@/lib/context";
import { metricIn } from "@/lib/metrics/query-metrics";

import type { Causes } from "../breach";

const WORDS = ["feature", "user", "model"] as const;
const TOP = 3;

interface Unexplained {
  id: string;
  projectId: number;
  slug: string;
  shardKeys: number[];
  retentionDays: number;
  from: string;
  at: string;
  everyUser: boolean;
  breachUser: string;
  environment: string | null;
  feature: string | null;
  model: string | null;
  promptVersion: string | null;
  user: string | null;
}

/**
 * Notes who spent what made a threshold be reached: after the message has left, since a month of figures takes its time.
 * @param sql connected as recount_worker
 * @returns whether there was one
 */
export async function explainBreach(sql: Sql): Promise<boolean> {
  const [breach] = await sql<Unexplained[]>`
    select h.id::text, p.id as "projectId", p.slug, p.shard_keys as "shardKeys", p.retention_days as "retentionDays",
      h.detail ->> 'period_start' as from, h.found_at as at, b.every_user as "everyUser", h.series as "breachUser", b.environment,
      b.feature, b.model, b.prompt_version as "promptVersion", b.user_id as user
    from findings h
    join budgets b on b.id = h.rule_id
    join projects p on p.id = h.project_id
    where h.rule = 'budget' and h.detail -> 'causes' = 'null'
      and h.found_at > clock_timestamp() - interval '1 day' and h.found_at < clock_timestamp() - interval '1 second'
    order by h.found_at
    limit 1`;
  if (!breach) return false;
  const causes = await causesOf(sql, breach);
  await sql`
    update findings set detail = jsonb_set(detail, '{causes}', ${JSON.stringify(causes)}::text::jsonb)
    where project_id = ${breach.projectId} and id = ${breach.id}`;
  return true;
}

async function causesOf(sql: Sql, breach: Unexplained): Promise<Causes> {
  const { projectId: id, slug, shardKeys, retentionDays } = breach;
  const ctx: Context = {
    sql,
    project: { id, slug, shardKeys, retentionDays },
    actor: { kind: "system", name: "worker" },
    now: () => new Date(),
  };
  const only = (word: string | null): string[] | undefined => (word === null ? undefined : [word]);
  const found = await inProject(
    sql,
    id,
    async (tx) => {
      const answers = [];
      for (const group_by of WORDS)
        answers.push(
          await metricIn(tx, ctx, {
            metric: "cost_usd",
            from: breach.from,
            to: breach.at,
            interval: "range",
            group_by,
            top: TOP,
            environment: only(breach.environment),
            feature: only(breach.feature),
            model: only(breach.model),
            prompt_version: only(breach.promptVersion),
            user: only(breach.everyUser ? breach.breachUser : breach.user),
          } as Parameters<typeof metricIn>[2]),
        );
      return answers;
    },
    { readOnly: true },
  );
  const causes = WORDS.map((word, index) => [
    word,
    (found[index]?.series ?? [])
      .filter(
        ({ group, other, total }) => group !== null && group !== "" && !other && Number(total.value) > 0,
      )
      .map(({ group, total }) => ({ value: String(group), usd: String(total.value) })),
  ]);
  return Object.fromEntries(causes) as Causes;
}
