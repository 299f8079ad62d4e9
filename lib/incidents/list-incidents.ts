import { z } from "zod";

import type { Tx } from "@/db/client";
import { textArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { parse } from "@/lib/http/parse";

import { INCIDENT_STATES, type IncidentSummary, SEVERITIES } from "./incident";

export const ListIncidents = z.object({
  /** Any, unless told. */
  state: z.array(z.enum(INCIDENT_STATES)).default([]),
  severity: z.enum(SEVERITIES).optional(),
  /** Words, all of which the title has. */
  q: z.string().max(200).optional(),
  limit: z.int().min(1).max(200).default(50),
  /** `next` of the page before. */
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
});
export type ListIncidents = z.input<typeof ListIncidents>;

export interface IncidentPage {
  data: IncidentSummary[];
  /** Hand it back as `before` for older ones; null at the end. */
  next: string | null;
}

/** The project's incidents, the newest first. @throws Failure forbidden, bad_request */
export async function listIncidents(ctx: Context, input: ListIncidents = {}): Promise<IncidentPage> {
  requirePermission(ctx, "read_aggregates");
  const { state, severity, q, limit, before } = parse(ListIncidents, input);
  const words = (q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return inProject(
    ctx.sql,
    ctx.project.id,
    async (tx) => {
      const rows = await summaries(
        tx,
        tx`
          i.project_id = ${ctx.project.id}
          ${state.length > 0 ? tx`and i.state = any(${textArray(state)}::text[])` : tx``}
          ${severity ? tx`and i.severity = ${severity}` : tx``}
          ${words.length > 0 ? tx`and not exists (select from unnest(${textArray(words)}::text[]) w (word) where strpos(lower(i.title), w.word) = 0)` : tx``}
          ${before ? tx`and i.id < ${before}` : tx``}`,
        limit + 1,
      );
      const data = rows.slice(0, limit);
      return { data, next: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
    },
    { readOnly: true },
  );
}

/** @param where SQL over `incidents i` */
export const summaries = (tx: Tx, where: ReturnType<Tx>, limit: number) => tx<IncidentSummary[]>`
  select i.id::text, i.state, i.severity, i.title, i.link, i.began_at as "beganAt", i.opened_at as "openedAt",
    i.acknowledged_at as "acknowledgedAt", i.acknowledged_by as "acknowledgedBy", i.resolved_at as "resolvedAt",
    i.resolved_by as "resolvedBy", i.resolution, i.reviewed_at as "reviewedAt", i.reviewed_by as "reviewedBy", i.impact,
    case when i.owner_id is not null then jsonb_build_object('id', i.owner_id, 'name', coalesce(nullif(u.name, ''), u.email)) end as owner,
    coalesce(f.rules, '{}') as rules, coalesce(f.findings, 0) as findings, coalesce(f.simulated, false) as simulated
  from incidents i
  left join users u on u.id = i.owner_id
  left join lateral (
    select array_agg(distinct rule) as rules, count(*)::int as findings, bool_or(simulated) as simulated from findings where incident_id = i.id
  ) f on true
  where ${where}
  order by i.id desc
  limit ${limit}`;
