import type { Tx } from "@/db/client";

import type { Budget } from "./budget";

type Stored = Omit<Budget, "limitNano" | "raise" | "promptAliases"> & {
  limit: string;
  raise: { limit: string; until: string; reason: string; author: string } | null;
  promptAliases: string[] | null;
};

/** The budgets of a project that are not deleted, by name; one of them when its id is given. */
export async function readBudgets(tx: Tx, projectId: number, now: Date, id?: number): Promise<Budget[]> {
  const rows = await tx<Stored[]>`
    select b.id, b.name, b.environment, b.feature, b.model, b.prompt_version as "promptVersion", b.user_id as user,
      b.every_user as "everyUser", b.rolling, b.unit, b.zone, b.limit_nano_usd::text as limit, b.thresholds,
      b.counted_to = 'infinity' as counted, b.paused_at is not null as paused, b.created_by as "createdBy",
      b.created_at as "createdAt",
      (
        select jsonb_build_object('limit', r.limit_nano_usd::text, 'until', r.until, 'reason', r.reason, 'author', r.author)
        from budget_raises r
        where r.budget_id = b.id and r.project_id = b.project_id and r.at <= ${now} and r.until > ${now}
        order by r.id desc
        limit 1
      ) as raise,
      (
        select array_agg(distinct word)
        from prompt_versions v
        join prompts p on p.id = v.prompt_id
        cross join lateral unnest(array[
          lpad(to_hex(v.fingerprint), 16, '0'), v.label, v.number::text, p.name || '@' || v.label, p.name || '@' || v.number
        ]) as word
        where b.fingerprints is not null and v.project_id = b.project_id and v.fingerprint = any(b.fingerprints) and word is not null
      ) as "promptAliases"
    from budgets b
    where b.project_id = ${projectId} and b.deleted_at is null ${id === undefined ? tx`` : tx`and b.id = ${id}`}
    order by lower(b.name), b.id`;
  return rows.map(({ limit, raise, promptAliases, ...row }) => ({
    ...row,
    limitNano: BigInt(limit),
    raise: raise && { ...raise, limitNano: BigInt(raise.limit) },
    promptAliases: [...(promptAliases ?? []), ...(row.promptVersion === null ? [] : [row.promptVersion])],
  }));
}
