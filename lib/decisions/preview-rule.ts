import { textArray } from "@/db/pg-array";
import { readContent } from "@/lib/audit/read-content";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { parse } from "@/lib/http/parse";
import { hexOfUuid } from "@/lib/model/ids";
import { shardList } from "@/lib/traces/filter-sql";

import { decide } from "./decide";
import { readSays } from "./read-says";
import { RuleInput } from "./rule";

const DAYS = 30;
const DAY_MS = 86_400_000;
/** Read in full: a preview answers within seconds. */
const MOST_READ = 100;
const MOST_EXAMPLES = 5;

/** What a rule would make of what is stored. */
export interface RulePreview {
  /** Traces of the last days with this feature and tool. */
  candidates: number;
  days: number;
  /** The newest of them, which were read. */
  read: number;
  /** Of those, decisions. */
  fit: number;
  withoutSubject: number;
  withoutOutcome: number;
  /** Marked by their client anyway: the rule changes nothing there. */
  saidByClient: number;
  examples: { traceId: string; startedAt: string; subject: string | null; outcome: string | null }[];
}

/** Tries a rule on stored traces, and writes nothing. @throws Failure forbidden, bad_request */
export async function previewRule(ctx: Context, input: unknown): Promise<RulePreview> {
  requirePermission(ctx, "edit_decisions");
  requirePermission(ctx, "read_content");
  const rule = { id: 0, ...parse(RuleInput, input) };
  return readContent(ctx, { action: "decision_rule.tried", detail: { rule: rule.name } }, async (tx) => {
    const from = new Date(ctx.now().getTime() - DAYS * DAY_MS).toISOString();
    const candidates = tx`
        project_id = ${ctx.project.id} and shard_key = any(${shardList(ctx)}::int[]) and started_at >= ${from}::timestamptz
        ${rule.feature === null ? tx`` : tx`and feature = ${rule.feature}`}
        ${rule.tool === null ? tx`` : tx`and tools @> ${textArray([rule.tool])}::text[]`}`;
    const [[count], newest] = await Promise.all([
      tx<{ n: number }[]>`select count(*)::int as n from traces where ${candidates}`,
      tx<{ traceId: string }[]>`
          select trace_id as "traceId" from traces where ${candidates}
          order by started_at desc, trace_id desc
          limit ${MOST_READ}`,
    ]);
    const preview: RulePreview = {
      candidates: count?.n ?? 0,
      days: DAYS,
      read: newest.length,
      fit: 0,
      withoutSubject: 0,
      withoutOutcome: 0,
      saidByClient: 0,
      examples: [],
    };
    for (const { traceId } of newest) {
      const { says, startedAt } = await readSays(tx, ctx, hexOfUuid(traceId));
      const decided = decide(says, [rule]);
      if (decided === null) continue;
      if (decided.markedBy === "client") {
        preview.saidByClient++;
        continue;
      }
      preview.fit++;
      if (decided.subject === null) preview.withoutSubject++;
      if (decided.outcome === null) preview.withoutOutcome++;
      const { subject, outcome } = decided;
      if (preview.examples.length < MOST_EXAMPLES)
        preview.examples.push({ traceId: hexOfUuid(traceId), startedAt, subject, outcome });
    }
    return preview;
  });
}
