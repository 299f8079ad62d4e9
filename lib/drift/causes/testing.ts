import { randomUUID } from "node:crypto";

import type { Sql } from "@/db/client";
import { inProject } from "@/db/tenant";
import { type BodyIds, carriesOf, NO_BODIES } from "@/lib/bodies/body-ids";
import { BlockNumbers, refOf } from "@/lib/bodies/body-ref";
import { BodySet } from "@/lib/bodies/body-set";
import { type Carrier, writeBodies } from "@/lib/bodies/write-bodies";
import { resourceDigestOf } from "@/lib/ingest/carried";
import type { ProjectRef } from "@/lib/context";
import type { JsonObject } from "@/lib/model/json";
import { ownLabelSql } from "@/lib/model/labels";
import { shardKeyOf } from "@/lib/model/ids";
import { fitModel } from "@/lib/drift/engine/fit-model";
import type { Model } from "@/lib/drift/engine/model";

import { type Explanation, explainDrift } from "../explain-drift";
import { storeCells, type TestCell } from "../testing";
import { sampleReader } from "./sample-reader";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CELL = 300_000;

/** An interaction of a test, with one model call and, where there are documents, one retrieval. */
export interface Told {
  atMs: number;
  failed: boolean;
  /** What was asked. */
  question?: string;
  user?: string;
  tags?: string[];
  release?: string;
  model?: string;
  answeredModel?: string;
  prompt?: string;
  client?: string;
  tools?: { name: string; description?: string }[];
  documents?: { id: string; content: string; metadata?: JsonObject }[];
}

/** Rows as ingest and derivation leave them. */
export async function storeTold(owner: Sql, project: ProjectRef, told: readonly Told[]): Promise<string[]> {
  const set = new BodySet();
  const carriers: Carrier[] = [];
  const carried: JsonObject[] = [];
  const carry = (row: JsonObject, ids: Partial<BodyIds>): JsonObject => {
    const all = { ...NO_BODIES, ...ids };
    const at = String(row.started_at);
    carriers.push({
      shardKey: Number(row.shard_key),
      traceId: String(row.trace_id).replaceAll("-", ""),
      day: at.slice(0, 10),
      id: randomUUID().replaceAll("-", ""),
      ids: all,
    });
    const made = { ...row, carries: carriesOf(all) };
    carried.push(made);
    return made;
  };
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const times = told.map(({ atMs }) => atMs).toSorted((a, b) => a - b);
  await owner`select ensure_partitions(${day(times[0] ?? 0)}::date, ${day(times.at(-1) ?? 0)}::date)`;
  const traces: JsonObject[] = [];
  const spans: JsonObject[] = [];
  for (const one of told) {
    const traceId = randomUUID();
    const place = {
      trace_id: traceId,
      project_id: project.id,
      shard_key: shardKeyOf(project.shardKeys, traceId.replaceAll("-", "")),
      started_at: new Date(one.atMs).toISOString(),
    };
    const trace = {
      ...place,
      is_error: one.failed,
      user_id: one.user ?? null,
      tags: one.tags ?? [],
      release: one.release ?? null,
      answer_model: one.model ?? "m",
      answer_fingerprint: one.prompt ?? null,
    };
    traces.push(one.question === undefined ? trace : carry(trace, { input: set.text(one.question) }));
    const resource = one.client
      ? set.json({ scope: { name: "instrumentation", version: one.client } })
      : null;
    const span = {
      ...place,
      span_id: randomUUID().replaceAll("-", "").slice(0, 16),
      kind: "llm",
      response_model: one.answeredModel ?? null,
      resource_digest: resourceDigestOf(resource),
    };
    const settings = one.tools ? set.json({ tools: one.tools }) : null;
    spans.push(carry(span, { resource, settings }));
    if (one.documents)
      spans.push(
        carry(
          {
            ...place,
            span_id: randomUUID().replaceAll("-", "").slice(0, 16),
            kind: "retrieval",
            response_model: null,
            resource_digest: null,
          },
          { documents: set.documents(one.documents.map((document) => ({ score: null, ...document }))) },
        ),
      );
  }
  const { blocks, records } = await writeBodies(
    project.id,
    carriers,
    new Map(project.shardKeys.map((shardKey) => [shardKey, set.bodies])),
    { find: () => null, add: () => {} },
    new BlockNumbers(),
  );
  for (const row of blocks)
    await owner`
      insert into body_blocks (project_id, block, last_block, day, shard_key, bytes, bodies)
      values (${project.id}, ${String(row.block)}, ${String(row.last_block)}, ${row.day}, ${row.shard_key}, ${row.bytes}, ${row.bodies})`;
  for (const [index, place] of records.entries())
    if (place !== null) (carried[index] as JsonObject).ref = String(refOf(place));
  for (let first = 0; first < traces.length; first += 2_000)
    await owner`
      insert into traces (trace_id, project_id, shard_key, started_at, is_error, user_id, tags, release, answer_model,
        answer_fingerprint, input_ref, duration_ns, cost_nano_usd, digest, span_count, llm_count, tool_count, retrieval_count, error_count,
        unknown_cost_count, is_open, cost_status, name, feature, environment)
      select trace_id, project_id, shard_key, started_at, is_error, user_id, tags, release, answer_model, answer_fingerprint,
        ref, 1e9, 0, 0, 1, 1, 0, 0, 0, 0, false, 'known', 'answer', 'support', 'production'
      from jsonb_to_recordset(${JSON.stringify(traces.slice(first, first + 2_000))}::text::jsonb) as t (trace_id uuid, project_id int,
        shard_key int, started_at timestamptz, is_error boolean, user_id text, tags text[], release text, answer_model text,
        answer_fingerprint bigint, ref bigint)`;
  const labels = owner.unsafe((["kind", "name", "response_model"] as const).map(ownLabelSql).join(", "));
  for (let first = 0; first < spans.length; first += 2_000)
    await owner`
      insert into span_rows (trace_id, project_id, shard_key, started_at, span_id, revision, body_ref, carries,
        resource_digest, ${labels})
      select trace_id, project_id, shard_key, started_at, decode(span_id, 'hex'), 1, ref, coalesce(carries, 0),
        resource_digest, kind, kind, response_model
      from jsonb_to_recordset(${JSON.stringify(spans.slice(first, first + 2_000))}::text::jsonb) as s (trace_id uuid, project_id int,
        shard_key int, started_at timestamptz, span_id text, kind text, ref bigint, carries smallint, resource_digest int,
        response_model text)`;
  return traces.map(({ trace_id }) => trace_id as string);
}

const share = (told: readonly Told[]) =>
  ({ kind: "share", n: told.length, hits: told.filter(({ failed }) => failed).length }) as const;

/** Their cells by hour and, of the last days, by five minutes, with releases and models as segments. */
async function storeTheirCells(
  owner: Sql,
  projectId: number,
  told: readonly Told[],
  { beganMs, signal }: { beganMs: number; signal: string },
): Promise<void> {
  const cells: TestCell[] = [];
  for (const tier of [3600, 300] as const) {
    const by = new Map<number, Told[]>();
    for (const one of told) {
      const atMs = Math.floor(one.atMs / (tier * 1000)) * tier * 1000;
      if (tier === 300 && atMs < beganMs - 2 * DAY) continue;
      by.set(atMs, [...(by.get(atMs) ?? []), one]);
    }
    for (const [atMs, own] of by) {
      const cell = (some: readonly Told[], more: Partial<TestCell>): void => {
        // Judgements are counted of the whole only.
        const isCounted = signal === "failed" || more.dimension === undefined;
        const statistics = isCounted ? { [signal]: share(some) } : {};
        cells.push({ tier, atMs, interactions: some.length, statistics, ...more });
      };
      const only: Record<string, string> = {};
      const dimensions = {
        release: (one: Told) => one.release,
        model: (one: Told) => one.model ?? "m",
        answered_model: (one: Told) => one.answeredModel,
        prompt_version: (one: Told) => one.prompt,
      };
      for (const [dimension, of] of Object.entries(dimensions)) {
        const values = [...new Set(own.flatMap((one) => of(one) ?? []))];
        if (values.length === 1) only[dimension] = values[0] as string;
        else
          for (const value of values)
            cell(
              own.filter((one) => of(one) === value),
              { dimension, value },
            );
      }
      cell(own, { only });
    }
  }
  await storeCells(owner, projectId, cells);
}

/** Why more of them fail (or fewer are judged well) since `beganMs`, as the worker would tell it at `nowMs`. */
export async function explain(
  { owner, worker }: { owner: Sql; worker: Sql },
  project: ProjectRef,
  told: readonly Told[],
  { beganMs, nowMs, judged }: { beganMs: number; nowMs: number; judged?: (one: Told) => 0 | 1 },
): Promise<Explanation> {
  const ids = await storeTold(owner, project, told);
  const judgements = told.map((one, index) => ({
    ...one,
    id: ids[index] as string,
    value: judged?.(one) ?? 0,
  }));
  if (judged) await storeJudgements(owner, project, judgements);
  const counted = judged ? judgements.map((one) => ({ ...one, failed: one.value === 1 })) : told;
  const signal = judged ? "score:good" : "failed";
  await storeTheirCells(owner, project.id, counted, { beganMs, signal });
  const history = counted.filter(({ atMs }) => atMs < beganMs);
  const hours = [...new Set(history.map(({ atMs }) => Math.floor(atMs / HOUR) * HOUR))];
  const model = fitModel(
    { kind: "share", direction: "both" },
    hours.map((at) => ({
      at,
      lengthMs: HOUR,
      ...share(history.filter(({ atMs }) => atMs >= at && atMs < at + HOUR)),
    })),
  ) as Model;
  const key = { feature: "support", environment: "production", dimension: "", value: "", signal };
  return inProject(worker, project.id, (tx) =>
    explainDrift(
      tx,
      project,
      key,
      model,
      { component: "share", began: { at: beganMs, from: beganMs - CELL, to: beganMs + CELL } },
      { nowMs, readSample: sampleReader(tx, project, nowMs) },
    ),
  );
}

const storeJudgements = (
  owner: Sql,
  project: ProjectRef,
  judgements: readonly { id: string; atMs: number; value: number }[],
): Promise<unknown> =>
  owner`
    insert into scores (id, project_id, shard_key, trace_id, name, data_type, value_number, source, created_at, revised_at)
    select gen_random_uuid(), ${project.id}::int, "shardKey", id, 'good', 'boolean', value, 'user', to_timestamp("atMs" / 1000), now()
    from jsonb_to_recordset(${JSON.stringify(
      judgements.map((one) => ({
        ...one,
        shardKey: shardKeyOf(project.shardKeys, one.id.replaceAll("-", "")),
      })),
    )}::text::jsonb) as j (id uuid, "shardKey" int, value float8, "atMs" float8)`;
