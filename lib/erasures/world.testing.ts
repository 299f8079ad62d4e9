import { randomBytes } from "node:crypto";

import type { TestDatabase, TestProject } from "@/db/testing";
import { collectRound } from "@/lib/bodies/collect-round";
import { KnownBodies } from "@/lib/bodies/known-bodies";
import { packRound } from "@/lib/bodies/pack-round";
import type { Context } from "@/lib/context";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { accept } from "@/lib/ingest/accept";
import { decodeTraces } from "@/lib/ingest/decode";
import { writeBatch } from "@/lib/ingest/write";
import type { ModelSpan } from "@/lib/model/span";
import { modelSpan } from "@/lib/model/testing";
import { traceFilter } from "@/lib/traces/filter";
import { getTrace } from "@/lib/traces/get-trace";
import { listTraces } from "@/lib/traces/list-traces";

const DAY_MS = 86_400_000;

export const newId = (bytes: number): string => randomBytes(bytes).toString("hex");
/** "2026-11-29" */
export const daysAgo = (days: number): string =>
  new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
export const noonOf = (day: string): bigint => BigInt(Date.parse(`${day}T12:00:00Z`)) * 1_000_000n;

/** A project in which servers write, the worker derives, packs and collects, and somebody erases. */
export class World {
  /** What each of two servers remembers. */
  readonly servers = [new KnownBodies(), new KnownBodies()];
  readonly ctx: Context;
  private copies = 0;

  constructor(
    private readonly db: TestDatabase,
    readonly project: TestProject,
  ) {
    this.ctx = { sql: db.app, project, actor: { kind: "system", name: "test" }, now: () => new Date() };
  }

  /** Each copy of a span wins over those before it. */
  async write(spans: readonly Partial<ModelSpan>[], server = 0): Promise<void> {
    const made = spans.map((one) => modelSpan({ mergedParts: ++this.copies, ...one }));
    const { batch, rejected } = accept(this.ctx, {
      spans: made,
      additions: [],
      scores: [],
      rejected: [],
      ignored: 0,
    });
    if (rejected.length > 0) throw new Error(rejected[0]?.message);
    await writeBatch(this.db.pipeline, batch, this.servers[server] as KnownBodies);
  }

  /** As an exporter sends it: OTLP as JSON. */
  async send(request: object): Promise<void> {
    const decoded = decodeTraces(Buffer.from(JSON.stringify(request)), "json");
    const { batch } = accept(this.ctx, decoded);
    await writeBatch(this.db.pipeline, batch, this.servers[0] as KnownBodies);
  }

  async derive(): Promise<void> {
    while ((await deriveTraces(this.db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
  }

  /** As if so much time had gone by since blocks were written and days were looked through. */
  async age(): Promise<void> {
    const { id } = this.project;
    await this.db
      .owner`update body_blocks set written_at = written_at - interval '3 hours' where project_id = ${id}`;
    await this.db
      .owner`update body_epochs set collected_at = collected_at - interval '25 hours' where project_id = ${id}`;
  }

  async pack(): Promise<void> {
    await this.age();
    while ((await packRound(this.db.worker)).rowsBefore > 0);
  }

  async collect(): Promise<{ items: number; bytes: number; days: number }> {
    await this.pack();
    await this.age();
    const sum = { items: 0, bytes: 0, days: 0 };
    for (;;) {
      const { days, items, bytes } = await collectRound(this.db.worker);
      if (days === 0) return sum;
      sum.days += days;
      sum.items += items;
      sum.bytes += bytes;
    }
  }

  read(traceId: string) {
    return getTrace(this.ctx, { traceId, include: ["content", "attributes"] });
  }

  /** Ids of the traces that carry a text. */
  async search(q: string): Promise<string[]> {
    const from = `${daysAgo(30)}T00:00:00Z`;
    const filter = { ...traceFilter({ from, to: new Date().toISOString() }), q };
    const found = await listTraces(this.ctx, { ...filter, limit: 100 });
    return found.data.map(({ trace_id }) => trace_id).toSorted();
  }
}
