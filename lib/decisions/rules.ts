import { z } from "zod";

import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";

import { type DecisionRule, RuleInput, sourceWords } from "./rule";
import { type DecisionSettings, readSettings } from "./settings";

/** Each trace is compared with each of them. */
const MOST_RULES = 50;

const RuleId = z.int().positive().max(2_147_483_647);

/** How a project's traces become decisions. @throws Failure forbidden */
export async function getDecisionSettings(ctx: Context): Promise<DecisionSettings> {
  requirePermission(ctx, "read_aggregates");
  return inProject(ctx.sql, ctx.project.id, (tx) => readSettings(tx, ctx.project.id), { readOnly: true });
}

/**
 * Adds a rule, which holds for traces as they are derived from now on; for those that are stored, ask for {@link applyRules}.
 * @throws Failure forbidden, bad_request, conflict (too many)
 */
export async function addRule(ctx: Context, input: unknown): Promise<DecisionRule> {
  requirePermission(ctx, "edit_decisions");
  const rule = parse(RuleInput, input);
  return inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [full] = await tx`
      select from decision_rules where project_id = ${ctx.project.id} having count(*) >= ${MOST_RULES}`;
    if (full) throw new Failure("conflict", `A project has at most ${MOST_RULES} rules: remove one first.`);
    const [row] = await tx<{ id: number }[]>`
      insert into decision_rules (project_id, name, feature, tool, output_contains, subject, outcome, created_by, created_at)
      values (${ctx.project.id}, ${rule.name}, ${rule.feature}, ${rule.tool}, ${rule.output_contains},
        ${JSON.stringify(rule.subject)}::text::jsonb, ${JSON.stringify(rule.outcome)}::text::jsonb, ${ctx.actor.name}, ${ctx.now()})
      returning id`;
    await record(tx, ctx, {
      action: "decision_rule.added",
      target: rule.name,
      detail: {
        feature: rule.feature,
        tool: rule.tool,
        subject: sourceWords(rule.subject),
        outcome: sourceWords(rule.outcome),
      },
    });
    return { id: (row as { id: number }).id, ...rule };
  });
}

/** Takes a rule away; what it has marked stays until rules are applied to stored traces. @throws Failure forbidden, bad_request, not_found */
export async function removeRule(ctx: Context, given: number): Promise<void> {
  requirePermission(ctx, "edit_decisions");
  const id = parse(RuleId, given);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    const [row] = await tx<{ name: string }[]>`
      delete from decision_rules where project_id = ${ctx.project.id} and id = ${id} returning name`;
    if (!row) throw new Failure("not_found", "There is no such rule; it may have been removed.");
    await record(tx, ctx, { action: "decision_rule.removed", target: row.name });
  });
}

/**
 * Whether subjects are stored as keyed hashes. Stored decisions are made again: what it was before must not stay.
 * @throws Failure forbidden, bad_request, conflict (rules are being applied)
 */
export async function setHashing(ctx: Context, given: boolean): Promise<void> {
  requirePermission(ctx, "edit_decisions");
  const hashSubjects = parse(z.boolean(), given);
  await inProject(ctx.sql, ctx.project.id, async (tx) => {
    await tx`
      insert into decision_settings (project_id, hash_subjects, changed_by, changed_at)
      values (${ctx.project.id}, ${hashSubjects}, ${ctx.actor.name}, ${ctx.now()})
      on conflict (project_id) do update
      set hash_subjects = excluded.hash_subjects, changed_by = excluded.changed_by, changed_at = excluded.changed_at`;
    // Marked rather than walked: a decision outside of any range must not keep its subject in clear.
    await tx`
      insert into decision_marks (project_id, trace_id, shard_key)
      select project_id, trace_id, shard_key from decisions
      where project_id = ${ctx.project.id} and shard_key = any(${`{${ctx.project.shardKeys.join(",")}}`}::int[])`;
    await record(tx, ctx, { action: "decision_subjects.changed", detail: { hashed: hashSubjects } });
  });
}
