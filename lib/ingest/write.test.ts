import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { inProject } from "@/db/tenant";
import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import { openBodies } from "@/lib/bodies/read-bodies";
import { PriceBook } from "@/lib/cost/price-book";
import type { ModelSpan } from "@/lib/model/span";
import { modelSpan } from "@/lib/model/testing";

import { accept } from "./accept";
import { writeBatch } from "./write";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const nothingKnown = { find: () => null, add: () => {} };
const now = () => new Date("2026-11-21T12:00:00Z");
const at = (iso: string) => BigInt(Date.parse(iso)) * 1_000_000n;

const write = (project: TestProject, spans: ModelSpan[]) => {
  const { batch } = accept({ project, now }, { spans, additions: [], scores: [], rejected: [], ignored: 0 });
  return writeBatch(db.pipeline, batch, nothingKnown);
};

/** All that ingest stored of a project, as text, so that two states can be compared. */
const stateOf = async (project: TestProject) => {
  const state: Record<string, unknown> = {};
  for (const table of ["spans", "trace_days"]) {
    const rows = await db.owner.unsafe(
      `select md5(t::text) as row from ${table} t where project_id = ${project.id} order by 1`,
    );
    state[table] = rows.map((row) => row.row as string);
  }
  return JSON.stringify(state).replaceAll(/"project_id":\d+/g, "");
};

const call: Partial<ModelSpan> = {
  kind: "llm",
  provider: "openai",
  requestModel: "gpt-4o",
  startedAtNs: at("2026-11-20T10:00:00Z"),
  system: "Be brief.",
  input: [
    { role: "system", content: "Be brief." },
    { role: "user", content: 'Hi \u0000 there, {"a": "b\\\\c"} — 你好' },
  ],
  output: [
    {
      role: "assistant",
      content: "Hello.",
      tool_calls: [{ id: "c1", name: "look", arguments: { q: 'x,{}"\\' } }],
    },
  ],
  tokens: {
    inputUncached: 10,
    cacheRead: 2,
    cacheWrite: null,
    cacheWrite1h: null,
    inputAudio: null,
    outputText: 5,
    reasoning: null,
    outputAudio: null,
  },
  tags: ["a,b", 'c"d'],
  metadata: { plan: "gold" },
};

describe("writing a batch", () => {
  it("says which minutes have new rows in the same transaction, so that no figure is read from a bucket without them", async () => {
    const project = await makeProject(db.owner);
    await write(project, [
      modelSpan(call),
      modelSpan({ ...call, spanId: "00000000000000ff", startedAtNs: at("2026-11-20T10:02:59.999Z") }),
    ]);
    const marks = await db.owner`
      select tier, to_char(bucket at time zone 'UTC', 'HH24:MI:SS') as bucket from dirty_buckets where project_id = ${project.id} order by 2`;
    expect(marks.map((mark) => ({ ...mark }))).toEqual([
      { tier: 60, bucket: "10:00:00" },
      { tier: 60, bucket: "10:02:00" },
    ]);
  });

  it("remembers the first and the last day of a trace, whichever of its parts comes first", async () => {
    const days = ["2026-11-19", "2026-11-17", "2026-11-20", "2026-11-18"];
    const project = await makeProject(db.owner);
    const traceId = "2".repeat(32);
    const known = async () => {
      const [row] = await db.owner<{ days: string }[]>`
        select first_day || ' ' || last_day as days from trace_days where project_id = ${project.id}`;
      return row?.days;
    };
    const seen: (string | undefined)[] = [];
    for (const day of days) {
      await write(project, [modelSpan({ ...call, traceId, startedAtNs: at(`${day}T10:00:00Z`) })]);
      seen.push(await known());
    }
    expect(seen).toEqual([
      "2026-11-19 2026-11-19",
      "2026-11-17 2026-11-19",
      "2026-11-17 2026-11-20",
      "2026-11-17 2026-11-20",
    ]);
  });

  it("stores the judgements that a span brings with those that come by themselves", async () => {
    const project = await makeProject(db.owner);
    const score = { name: "n", value: 1, source: "user" as const, comment: null, correction: null };
    const target = { traceId: "1".repeat(32), spanId: null, sessionId: null, at: "2026-11-20T10:00:00.000Z" };
    const within = modelSpan({ ...call, scores: [{ id: "within", ...score, ...target }] });
    const alone = [{ id: "alone", ...score, ...target }];
    const decoded = { spans: [within], additions: [], scores: alone, rejected: [], ignored: 0 };
    await writeBatch(db.pipeline, accept({ project, now }, decoded).batch, nothingKnown);
    const rows = await db.owner`select id from scores where project_id = ${project.id} order by id`;
    expect(rows.map((row) => row["id"])).toEqual(["alone", "within"]);
  });

  it("marks the ten seconds of new rows as well while such buckets are kept", async () => {
    const project = await makeProject(db.owner);
    const minutesAgo = (n: number) => Math.floor(Date.now() / 10_000) * 10_000 - n * 60_000;
    const spans = [1, 1, 2, 30].map((n, index) =>
      modelSpan({ startedAtNs: BigInt(minutesAgo(n) + index * 1000) * 1_000_000n }),
    );
    const decoded = { spans, additions: [], scores: [], rejected: [], ignored: 0 };
    const { batch } = accept({ project, now: () => new Date() }, decoded);
    await writeBatch(db.pipeline, batch, nothingKnown);
    const marks = await db.owner<{ bucket: string }[]>`
      select bucket from dirty_buckets where project_id = ${project.id} and tier = 10 order by 1`;
    expect(marks.map(({ bucket }) => Date.parse(bucket))).toEqual([minutesAgo(2), minutesAgo(1)]);
  });

  it("remembers prices that were written, and writes them no more", async () => {
    const project = await makeProject(db.owner);
    const kept = new Set<string>();
    const nowhere = { block: 0, item: 0 };
    const known = {
      find: (project: number, _shard: number, _day: number, id: string) =>
        project === 0 && kept.has(id) ? nowhere : null,
      add: (_project: number, _shard: number, _day: number, id: string) => void kept.add(id),
    };
    const decoded = { spans: [modelSpan(call)], additions: [], scores: [], rejected: [], ignored: 0 };
    const { batch } = accept({ project, now }, decoded);
    await writeBatch(db.pipeline, batch, known);
    const [id = ""] = batch.prices.keys();
    await db.owner`delete from prices where id = ${id}`;
    await writeBatch(db.pipeline, batch, known);
    expect(await db.owner`select from prices where id = ${id}`).toHaveLength(0);
    await writeBatch(db.pipeline, batch, nothingKnown);
    expect(await db.owner`select from prices where id = ${id}`).toHaveLength(1);
  });

  it("of two judgements of one id the later one stays, of one moment the greater, in whatever order they come", async () => {
    const judge = (project: TestProject, [value, atIso]: readonly [string, string]) => {
      const score = { id: "s", name: "n", value, source: "user" as const, comment: null, correction: null };
      const target = { traceId: "1".repeat(32), spanId: null, sessionId: null, at: atIso };
      const decoded = {
        spans: [],
        additions: [],
        scores: [{ ...score, ...target }],
        rejected: [],
        ignored: 0,
      };
      return writeBatch(db.pipeline, accept({ project, now }, decoded).batch, nothingKnown);
    };
    const early = ["z", "2026-11-20T10:00:00.000Z"] as const;
    const late = ["a", "2026-11-20T11:00:00.000Z"] as const;
    const greater = ["b", "2026-11-20T11:00:00.000Z"] as const;
    for (const [first, second, stays] of [
      [early, late, "a"],
      [late, early, "a"],
      [late, greater, "b"],
      [greater, late, "b"],
    ] as const) {
      const project = await makeProject(db.owner);
      await judge(project, first);
      await judge(project, second);
      const rows = await db.owner`select value_text from scores where project_id = ${project.id}`;
      expect(rows.map((row) => row["value_text"])).toEqual([stays]);
    }
  });

  it("gives back what was sent, byte for byte", async () => {
    const project = await makeProject(db.owner);
    await write(project, [
      modelSpan({ ...call, output: [{ role: "assistant", content: `${"long ".repeat(100)}\n\t"end"\\` }] }),
    ]);
    const { context, output, row } = await inProject(db.app, project.id, async (sql) => {
      const [span] = await sql<
        { ref: string; shard: number; tags: string[]; cost_nano_usd: number; prompt_fingerprint: number }[]
      >`
        select body_ref::text as ref, shard_key as shard, tags, cost_nano_usd, prompt_fingerprint
        from spans /* every shard */
        where project_id = ${project.id}`;
      if (!span) throw new Error("no span");
      const parts = ["context", "output"] as const;
      const bodies = await openBodies(sql, project.id, [{ ref: span.ref, shardKey: span.shard, parts }]);
      const opened = bodies.of(span.ref, span.shard);
      return {
        row: span,
        context: opened?.messages("context") ?? [],
        output: opened?.messages("output") ?? [],
      };
    });
    expect(context[1]?.content).toBe('Hi \u0000 there, {"a": "b\\\\c"} — 你好');
    expect(output[0]?.content).toBe(`${"long ".repeat(100)}\n\t"end"\\`);
    expect(row.tags).toEqual(["a,b", 'c"d']);
    expect(row.cost_nano_usd).toBe(10 * 2500 + 2 * 1250 + 5 * 10000);
    expect(row.prompt_fingerprint).toBeGreaterThan(0);
  });

  it("the same spans again, concurrently and in other batches, change nothing", async () => {
    const project = await makeProject(db.owner);
    const spans = Array.from({ length: 12 }, (_, index) => modelSpan({ ...call, name: `call ${index}` }));
    await write(project, spans);
    const before = await stateOf(project);
    await Promise.all([
      write(project, spans),
      write(project, spans.toReversed()),
      write(project, spans.slice(3, 7)),
    ]);
    expect(await stateOf(project)).toBe(before);
  });

  it("of two copies of a span the fuller one stays, in either order", async () => {
    const open = modelSpan({ ...call, durationNs: null, output: null, tokens: null });
    const ended = { ...open, durationNs: 5n, output: call.output ?? null, tokens: call.tokens ?? null };
    const one = await makeProject(db.owner);
    const two = await makeProject(db.owner);
    await write(one, [open]);
    await write(one, [ended]);
    await write(two, [ended]);
    await write(two, [open]);
    for (const project of [one, two]) {
      const [row] =
        await db.owner`select duration_ns, output_text_tokens from spans where project_id = ${project.id}`;
      expect(row).toEqual({ duration_ns: 5, output_text_tokens: 5 });
    }
  });

  it("any split and order of a set of spans ends in one state", async () => {
    const [one, other] = [await makeProject(db.owner), await makeProject(db.owner)];
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.nat(4)),
        fc.integer({ min: 2, max: 10 }),
        async (choices, size) => {
          const spans = Array.from({ length: size }, (_, index) =>
            modelSpan({ ...call, name: `n${index}`, durationNs: index % 3 === 0 ? null : BigInt(index) }),
          );
          const copies = spans.map((span) => ({ ...span, durationNs: 7n, name: `${span.name}!` }));
          const all = [...spans, ...copies];
          const draw = () => choices.next().value as number;
          const groups: ModelSpan[][] = [[], [], [], [], []];
          for (const span of all) groups[draw()]?.push(span);
          await write(one, all);
          for (const group of groups) if (group.length > 0) await write(other, group.toReversed());
        },
      ),
      { numRuns: 8 },
    );
    const rows = (project: TestProject) =>
      db.owner`select trace_id, span_id, name, duration_ns, revision::text from spans where project_id = ${project.id} order by trace_id`;
    expect(await rows(other)).toEqual(await rows(one));
  });

  it("spans outside the retention window, or more than a day ahead, are refused by reason and the others kept", async () => {
    const project = await makeProject(db.owner, { retentionDays: 30 });
    const { batch, rejected } = accept(
      { project, now },
      {
        spans: [
          modelSpan({ startedAtNs: at("2026-10-01T00:00:00Z") }),
          modelSpan({ startedAtNs: at("2026-11-20T00:00:00Z") }),
          modelSpan({ startedAtNs: at("2026-11-23T00:00:00Z") }),
        ],
        additions: [],
        scores: [],
        rejected: [],
        ignored: 0,
      },
    );
    expect(rejected.map(({ index, code }) => [index, code])).toEqual([
      [0, "start_out_of_range"],
      [2, "start_out_of_range"],
    ]);
    expect(batch.spans).toHaveLength(1);
  });

  it("a span of last year makes its own partition", async () => {
    const project = await makeProject(db.owner);
    await write(project, [modelSpan({ startedAtNs: at("2026-01-15T23:59:59.999Z") })]);
    const [row] =
      await db.owner`select tableoid::regclass::text as partition from span_rows where project_id = ${project.id}`;
    expect(row?.partition).toBe("span_rows_20260115");
  });

  it("a project cannot write into another", async () => {
    const [mine, theirs] = [await makeProject(db.owner), await makeProject(db.owner)];
    await expect(
      inProject(
        db.app,
        mine.id,
        (sql) =>
          sql`insert into dirty_traces (project_id, trace_id, shard_key, lane) values (${theirs.id}::int, ${`${"0".repeat(31)}1`}::uuid, 1, 0)`,
      ),
    ).rejects.toMatchObject({ code: "42501" });
  });
});

it("a span that was given another price keeps it when the same bytes come again", async () => {
  const project = await makeProject(db.owner);
  const said = modelSpan(call);
  const send = async (book: PriceBook) => {
    const { batch } = accept(
      { project, now },
      { spans: [said], additions: [], scores: [], rejected: [], ignored: 0 },
      book,
    );
    await writeBatch(db.pipeline, batch, nothingKnown);
    const [row] = await db.owner<{ cost: string; price: string }[]>`
      select cost_nano_usd::text as cost, price_id::text as price from spans where project_id = ${project.id}`;
    return row;
  };
  const expensive = { standard: { input_mtok: "1000", output_mtok: "1000" } };
  const own = { id: 1, provider: "*", model: "gpt-4o", validFrom: null, validTo: null, units: expensive };
  const first = await send(PriceBook.list);
  expect(first?.cost).toMatch(/^\d+$/);
  // Another price in the meantime, and another server process that does not know of it.
  expect(await send(new PriceBook([own]))).toEqual(first);
  await db.owner`update span_rows set cost_nano_usd = 7, price_id = -8 where project_id = ${project.id}`;
  expect(await send(PriceBook.list)).toEqual({ cost: "7", price: "-8" });
});
