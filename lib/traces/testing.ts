import { randomBytes } from "node:crypto";
import type { Sql } from "postgres";

import { byteaArray } from "@/db/pg-array";
import { type BodyIds, carriesOf, NO_BODIES } from "@/lib/bodies/body-ids";
import { BlockNumbers, refOf } from "@/lib/bodies/body-ref";
import { BodySet } from "@/lib/bodies/body-set";
import { writeBodies } from "@/lib/bodies/write-bodies";
import type { Actor, Context, ProjectRef } from "@/lib/context";
import { shardKeyOf } from "@/lib/model/ids";
import type { SpanKind } from "@/lib/model/kind";
import { asSpanRow } from "@/lib/model/testing";

/** Small stories for tests: rows as ingest and derivation leave them, written directly. */

/** "Now" of these tests. */
export const NOW = new Date("2026-03-10T12:00:00Z");

/** So many milliseconds before now, as ISO time. */
export const before = (ms: number): string => new Date(NOW.getTime() - ms).toISOString();

export const newTraceId = (): string => randomBytes(16).toString("hex");
export const newSpanId = (): string => randomBytes(8).toString("hex");

export const testContext = (
  sql: Sql,
  project: ProjectRef,
  actor: Actor = { kind: "system", name: "test" },
): Context => ({
  sql,
  project,
  actor,
  now: () => NOW,
});

/** Any columns of a table, by name; what is left out has a plain default. */
export type Columns = { [column: string]: unknown };

/** Writes rows of one project as the owner of the tables. */
export class Story {
  readonly set = new BodySet();
  private readonly numbers = new BlockNumbers();

  constructor(
    readonly owner: Sql,
    readonly project: ProjectRef,
  ) {}

  /** One derived row; gives its trace id. `input`, `output` and `metadata` are names of `set`. */
  async trace(columns: Columns & { trace_id?: string; started_at?: string } = {}): Promise<string> {
    const traceId = columns.trace_id ?? newTraceId();
    const row = {
      started_at: before(60_000),
      duration_ns: 1_000_000_000,
      cost_nano_usd: 0,
      digest: 0,
      span_count: 1,
      llm_count: 1,
      tool_count: 0,
      retrieval_count: 0,
      error_count: 0,
      unknown_cost_count: 0,
      is_error: false,
      is_open: false,
      cost_status: "known",
      name: "answer",
      feature: "support",
      ...columns,
    };
    const at = row.started_at as string;
    const refs: Columns = {};
    for (const part of ["input", "output", "metadata"] as const) {
      const id = columns[part] as string | undefined;
      if (id === undefined) continue;
      const carried = part === "output" ? { result: id } : { [part]: id };
      refs[`${part}_ref`] = (await this.carry(traceId, at, carried)).body_ref;
    }
    const { input: _, output: __, metadata: ___, ...rest } = row as Columns;
    await this.insert("traces", { ...rest, ...refs, trace_id: traceId });
    return traceId;
  }

  /** One span with its trace's days; gives its span id. What it carries are names of `set`, by their part. */
  async span(
    traceId: string,
    columns: Columns & {
      kind: SpanKind;
      span_id?: string;
      parent_span_id?: string | null;
      started_at?: string;
    },
  ): Promise<string> {
    const spanId = columns.span_id ?? newSpanId();
    const startedAt = columns.started_at ?? before(60_000);
    const parent = columns.parent_span_id ? Buffer.from(columns.parent_span_id, "hex") : null;
    await this.insert("spans", {
      duration_ns: 1_000_000,
      revision: 1,
      name: columns.kind,
      ...(await this.withBodies(traceId, startedAt, columns)),
      trace_id: traceId,
      started_at: startedAt,
      span_id: Buffer.from(spanId, "hex"),
      parent_span_id: parent,
    });
    await this.owner`
      insert into trace_days (trace_id, project_id, shard_key, first_day, last_day)
      values (${traceId}, ${this.project.id}, ${this.shardOf(traceId)}, ${startedAt.slice(0, 10)}::date, ${startedAt.slice(0, 10)}::date)
      on conflict (project_id, trace_id, shard_key) do update
      set first_day = least(trace_days.first_day, excluded.first_day), last_day = greatest(trace_days.last_day, excluded.last_day)`;
    // A row that knows fewer spans than there are would be taken for one that is not derived yet.
    await this.owner`
      update traces
      set span_count = greatest(span_count, (select count(*) from spans where project_id = ${this.project.id} and trace_id = ${traceId} and shard_key = ${this.shardOf(traceId)}))
      where project_id = ${this.project.id} and trace_id = ${traceId} and shard_key = ${this.shardOf(traceId)}`;
    return spanId;
  }

  /** Writes what a row of that time carries, named by `set`; gives the columns that say where it lies. */
  async carry(
    traceId: string,
    at: string,
    ids: Partial<BodyIds>,
  ): Promise<{ body_ref: string; carries: number }> {
    const all = { ...NO_BODIES, ...ids };
    const shardKey = this.shardOf(traceId);
    const { blocks, records } = await writeBodies(
      this.project.id,
      [{ shardKey, traceId, day: at.slice(0, 10), id: newTraceId(), ids: all }],
      new Map([[shardKey, this.set.bodies]]),
      { find: () => null, add: () => {} },
      this.numbers,
    );
    await this.owner`select ensure_partitions(${at.slice(0, 10)}::date, ${at.slice(0, 10)}::date)`;
    for (const { block, last_block, day, shard_key, bytes, bodies } of blocks)
      await this.owner`
        insert into body_blocks (project_id, block, last_block, day, shard_key, bytes, bodies)
        values (${this.project.id}, ${String(block)}, ${String(last_block)}, ${day}, ${shard_key}, ${bytes}, ${bodies})`;
    const [place] = records;
    if (!place) throw new Error("nothing is carried");
    return { body_ref: String(refOf(place)), carries: carriesOf(all) };
  }

  async addition(traceId: string, spanId: string, columns: Columns): Promise<void> {
    await this.insert("span_additions", {
      occurred_at: before(59_000),
      addition_id: newTraceId(),
      ...(await this.withBodies(
        traceId,
        (columns.occurred_at as string | undefined) ?? before(59_000),
        columns,
      )),
      trace_id: traceId,
      span_id: Buffer.from(spanId, "hex"),
    });
  }

  /** Columns, with what is carried written and named by where it lies. */
  private async withBodies(traceId: string, at: string, columns: Columns): Promise<Columns> {
    const row: Columns = {};
    const ids: Partial<Record<string, unknown>> = {};
    for (const [name, value] of Object.entries(columns))
      (Object.hasOwn(NO_BODIES, name) ? ids : row)[name] = value;
    return Object.keys(ids).length === 0
      ? row
      : { ...row, ...(await this.carry(traceId, at, ids as Partial<BodyIds>)) };
  }

  async score(columns: Columns): Promise<void> {
    const at = before(1000);
    await this.insert("scores", {
      id: newTraceId(),
      data_type: "number",
      source: "user",
      created_at: at,
      revised_at: at,
      ...columns,
    });
  }

  /** One row of a telemetry table; makes the partitions that it needs. */
  async insert(table: string, columns: Columns): Promise<void> {
    const at = (columns.started_at ?? columns.occurred_at) as string | undefined;
    if (at !== undefined)
      await this.owner`select ensure_partitions(${at.slice(0, 10)}::date, ${at.slice(0, 10)}::date)`;
    const isSpan = table === "spans";
    const row: Columns = {
      ...(isSpan ? asSpanRow(columns) : columns),
      project_id: this.project.id,
      shard_key:
        typeof columns.trace_id === "string" ? this.shardOf(columns.trace_id) : this.project.shardKeys[0],
    };
    const names = Object.keys(row);
    const values = names.map((name) => this.owner`${asParameter(row[name]) as string}`);
    await this.owner`
      insert into ${this.owner(isSpan ? "span_rows" : table)} (${this.owner(names)})
      values (${values.flatMap((value, index) => (index === 0 ? [value] : [this.owner`,`, value]))})`;
    if (isSpan || table === "traces") {
      await this.owner`
        insert into dirty_buckets (project_id, tier, bucket)
        select ${this.project.id}::int, tier, date_bin(make_interval(secs => tier), ${columns.started_at as string}::timestamptz, '2000-01-01 00:00:00+00'::timestamptz)
        from unnest('{10,60}'::int[]) as tier`;
    }
  }

  private shardOf(traceId: string): number {
    return shardKeyOf(this.project.shardKeys, traceId);
  }
}

/** Arrays as literals, whatever their type; everything else as the driver takes it. */
function asParameter(value: unknown): unknown {
  if (!Array.isArray(value)) return value ?? null;
  if (value.every((item) => Buffer.isBuffer(item)))
    return byteaArray(value.map((item) => (item as Buffer).toString("hex")));
  return `{${value.map((item) => (typeof item === "string" ? JSON.stringify(item) : String(item))).join(",")}}`;
}
