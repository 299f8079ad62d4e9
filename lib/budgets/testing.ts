import { randomUUID } from "node:crypto";

import { makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import type { Context } from "@/lib/context";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { IS_COST_UNKNOWN, SPAN_SQL } from "@/lib/model/span-sql";
import { span, store } from "@/lib/derive/testing";
import { nanoOfUsd } from "@/lib/money/nano-usd";
import { makeMember } from "@/lib/users/testing";

import { budgetRound } from "./count/budget-round";
import { createBudget } from "./create-budget";
import type { BudgetInput } from "./schemas";
import { DEFAULT_THRESHOLDS } from "./threshold";

/** A project with a manager whose clock the test sets. */
export async function makeScene(db: TestDatabase, nowMs: number) {
  const project = await makeProject(db.owner);
  const clock = { nowMs };
  const { ctx } = await makeMember(db, project, "manager");
  return { project, clock, ctx: { ...ctx, now: () => new Date(clock.nowMs) } satisfies Context };
}

export const budgetInput = (wanted: Partial<BudgetInput> = {}): BudgetInput => ({
  name: "Ceiling",
  rolling: false,
  unit: "day",
  zone: "UTC",
  limitUsd: "10",
  thresholds: DEFAULT_THRESHOLDS.map(({ percent, actions }) => ({ percent, actions: [...actions] })),
  ...wanted,
});

export interface Spending {
  usd: string | null;
  atMs: number;
  feature?: string | null;
  user?: string | null;
  model?: string;
  environment?: string;
  traceId?: string;
}

/** One trace of one call. */
export async function spend(db: TestDatabase, project: TestProject, said: Spending): Promise<string> {
  const traceId = said.traceId ?? randomUUID();
  await store(db.worker, project, traceId, [
    span(randomUUID().slice(0, 8), {
      kind: "llm",
      startedUs: said.atMs * 1000,
      costNanoUsd: said.usd === null ? null : Number(nanoOfUsd(said.usd)),
      outputTextTokens: 5,
      feature: said.feature ?? null,
      userId: said.user ?? null,
      environment: said.environment ?? null,
      requestModel: said.model ?? "m",
    }),
  ]);
  return traceId;
}

/** Derives what is stored and counts it. */
export async function count(db: TestDatabase, nowMs: number): Promise<void> {
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  while (await budgetRound(db.worker, { now: () => nowMs }));
}

export const makeBudget = async (ctx: Context, wanted: Partial<BudgetInput> = {}): Promise<number> =>
  (await createBudget(ctx, budgetInput(wanted))).id;

/** What a budget's calls cost by the raw spans: the truth. */
export async function spentByRaw(
  db: TestDatabase,
  project: TestProject,
  fromMs: number,
  toMs: number,
  { feature, user }: { feature?: string; user?: string } = {},
): Promise<{ nano: string; unknown: number }> {
  const [row] = await db.owner.unsafe<{ nano: string; unknown: number }[]>(
    `select coalesce(sum(cost_nano_usd), 0)::text as nano, (count(*) filter (where ${IS_COST_UNKNOWN}))::int as unknown
     from spans
     where project_id = $1 and started_at >= $2 and started_at < $3 and ${SPAN_SQL.isCall}
       and ($4::text is null or ${SPAN_SQL.feature} = $4) and ($5::text is null or ${SPAN_SQL.userId} = $5)`,
    [project.id, new Date(fromMs).toISOString(), new Date(toMs).toISOString(), feature ?? null, user ?? null],
  );
  if (!row) throw new Error("no sum");
  return row;
}
