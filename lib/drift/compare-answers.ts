import { z } from "zod";

import type { Tx } from "@/db/client";
import { inProject } from "@/db/tenant";
import { requirePermission } from "@/lib/auth/require";
import { CARRIES } from "@/lib/bodies/body-ids";
import { openBodies } from "@/lib/bodies/read-bodies";
import type { Context, ProjectRef } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";
import { messageText } from "@/lib/model/message";
import { SPAN_SQL } from "@/lib/model/span-sql";

import { type BehaviourComparison, compareBehaviour, LEAST_OUTPUTS } from "./behaviour/compare-behaviour";
import type { Output } from "./behaviour/output-features";

/** Of each period, spread evenly: as many as the test was tried out with. */
const MOST_OUTPUTS = 200;
const MOST_DAYS = 62;

const period = z
  .object({ from: z.iso.datetime({ offset: true }), to: z.iso.datetime({ offset: true }) })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    error: "The beginning must be before the end.",
    path: ["from"],
  })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= MOST_DAYS * 86_400_000, {
    error: `Use at most ${MOST_DAYS} days.`,
    path: ["to"],
  });

export const CompareAnswers = z.object({
  feature: z.string().max(1024),
  environment: z.string().max(1024).default(""),
  /** As asked for. */
  model: z.string().max(1024).nullable().default(null),
  /** Fingerprint, decimal; null: any. */
  promptVersion: z
    .string()
    .regex(/^-?\d{1,19}$/)
    .nullable()
    .default(null),
  before: period,
  after: period,
});
export type CompareAnswers = z.input<typeof CompareAnswers>;
type Asked = z.output<typeof CompareAnswers>;

export interface AnswerComparison {
  before: AnswersOfPeriod;
  after: AnswersOfPeriod;
  /** Null: one of them has fewer outputs than `needs`. */
  comparison: BehaviourComparison | null;
  needs: number;
}

export interface AnswersOfPeriod {
  /** That were looked at. */
  outputs: number;
  /** Models that said that they answered, the most frequent first. */
  answeredBy: { model: string | null; outputs: number }[];
}

/**
 * Do a feature's models answer as before: length, wording, openings, finish reasons and choice of tools of stored outputs of two periods,
 * by a test that knows that outputs of one conversation depend on each other. No text leaves it.
 * @throws Failure forbidden, bad_request
 */
export async function compareAnswers(ctx: Context, input: CompareAnswers): Promise<AnswerComparison> {
  requirePermission(ctx, "read_aggregates");
  const asked = parse(CompareAnswers, input);
  if (asked.before.from === asked.after.from && asked.before.to === asked.after.to)
    throw new Failure("bad_request", "Choose two different periods.");
  return inProject(ctx.sql, ctx.project.id, (tx) => compare(tx, ctx.project, asked), { readOnly: true });
}

/** The same in a transaction of the project. @param permutations how finely the probability is told */
export async function compare(
  tx: Tx,
  project: ProjectRef,
  asked: Asked,
  permutations = 999,
): Promise<AnswerComparison> {
  const before = await readOutputs(tx, project, asked, asked.before);
  const after = await readOutputs(tx, project, asked, asked.after);
  return {
    before: before.told,
    after: after.told,
    comparison: compareBehaviour(before.outputs, after.outputs, { permutations }),
    needs: LEAST_OUTPUTS,
  };
}

interface Row {
  bodyRef: string;
  shardKey: number;
  finish: string | null;
  answeredBy: string | null;
  group: string;
}

async function readOutputs(
  tx: Tx,
  project: ProjectRef,
  { feature, environment, model, promptVersion }: Asked,
  { from, to }: Asked["before"],
): Promise<{ outputs: Output[]; told: AnswersOfPeriod }> {
  const rows = await tx<Row[]>`
    select body_ref::text as "bodyRef", shard_key as "shardKey", finish_reason as finish, response_model as "answeredBy",
      coalesce(${tx.unsafe(SPAN_SQL.sessionId)}, trace_id::text) as "group"
    from spans
    where project_id = ${project.id} and shard_key = any(${`{${project.shardKeys.join(",")}}`}::int[])
      and started_at >= ${from}::timestamptz and started_at < ${to}::timestamptz
      and ${tx.unsafe(SPAN_SQL.kind)} = 'llm' and not is_error and carries & ${CARRIES.output} <> 0
      and coalesce(${tx.unsafe(SPAN_SQL.feature)}, '') = ${feature} and coalesce(${tx.unsafe(SPAN_SQL.environment)}, '') = ${environment}
      ${model === null ? tx`` : tx`and ${tx.unsafe(SPAN_SQL.model)} = ${model}`}
      ${promptVersion === null ? tx`` : tx`and ${tx.unsafe(SPAN_SQL.fingerprint)} = ${promptVersion}::bigint`}
    order by hashtextextended(encode(span_id, 'hex'), 0), span_id
    limit ${MOST_OUTPUTS}`;
  const parts = ["output"] as const;
  const bodies = await openBodies(
    tx,
    project.id,
    rows.map(({ bodyRef: ref, shardKey }) => ({ ref, shardKey, parts })),
  );
  const outputs = rows.flatMap(({ bodyRef, shardKey, finish, group }): Output[] => {
    const messages = bodies.of(bodyRef, shardKey)?.messages("output") ?? null;
    if (messages === null) return [];
    return [
      {
        text: messages.map(messageText).join("\n"),
        finish,
        tools: messages.flatMap(({ tool_calls = [] }) => tool_calls.map(({ name }) => name)),
        group,
      },
    ];
  });
  const counts = new Map<string | null, number>();
  for (const { answeredBy } of rows) counts.set(answeredBy, (counts.get(answeredBy) ?? 0) + 1);
  return {
    outputs,
    told: {
      outputs: outputs.length,
      answeredBy: [...counts]
        .map(([name, n]) => ({ model: name, outputs: n }))
        .toSorted((a, b) => b.outputs - a.outputs),
    },
  };
}
