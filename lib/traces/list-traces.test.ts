import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import type { Failure } from "@/lib/errors";

import { parseTraceListQuery } from "./filter";
import { listTraces } from "./list-traces";
import { before, Story, testContext } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const story = async (project?: TestProject) => new Story(db.owner, project ?? (await makeProject(db.owner)));
const ask = (told: Story, query: string, actor?: Parameters<typeof testContext>[2]) =>
  listTraces(testContext(db.app, told.project, actor), parseTraceListQuery(new URLSearchParams(query)));
const ids = (page: { data: { trace_id: string }[] }) => page.data.map((trace) => trace.trace_id);

test("traces come newest first and each page goes on where the one before ended, also within one instant", async () => {
  const told = await story();
  const moment = before(1000);
  const same = [];
  for (let index = 0; index < 5; index++) same.push(await told.trace({ started_at: moment }));
  const oldest = await told.trace({ started_at: before(86_400_000 * 3) });
  const newest = await told.trace({ started_at: before(10) });
  const seen: string[] = [];
  let cursor = "";
  for (let page = 0; page < 10; page++) {
    const answer = await ask(told, `limit=2&cursor=${cursor}`);
    seen.push(...ids(answer));
    if (answer.next_cursor === null) break;
    cursor = answer.next_cursor;
  }
  expect(seen).toEqual([newest, ...same.sort(), oldest]);
});

test("the default range is the last thirty days; an older trace is found by saying from", async () => {
  const told = await story();
  const old = await told.trace({ started_at: before(86_400_000 * 40) });
  expect(ids(await ask(told, ""))).toEqual([]);
  expect(ids(await ask(told, `from=${before(86_400_000 * 41)}`))).toEqual([old]);
});

test("each word of the filter narrows, repeated words mean any of", async () => {
  const told = await story();
  const plain = await told.trace({ environment: "production", started_at: before(3000) });
  const rich = await told.trace({
    environment: "staging",
    feature: 'refunds, "special"',
    user_id: "u1",
    session_id: "s1",
    release: "1.2",
    models: ["gpt-4o", "claude-sonnet-4"],
    providers: ["openai"],
    tools: ["lookup"],
    tool_count: 1,
    tags: ["vip"],
    is_error: true,
    error_type: "Timeout",
    duration_ns: 5_000_000_000,
    cost_nano_usd: 20_000_000,
    has_output: false,
    flags: 1,
    prompt_fingerprints: ["-2"],
    started_at: before(2000),
  });
  for (const query of [
    "environment=staging",
    "feature=refunds%2C+%22special%22",
    "user=u1",
    "session=s1",
    "release=1.2",
    "model=gpt-4o",
    "model=x&model=claude-sonnet-4",
    "provider=openai",
    "tool=lookup",
    "kind=tool",
    "tag=vip",
    "status=error",
    "error_type=Timeout",
    "min_duration_ms=4999.5",
    "min_cost_usd=0.02",
    "complete=false",
    "simulated=true",
    "prompt_version=fffffffffffffffe",
    "q=u1",
  ]) {
    expect([query, ids(await ask(told, query))]).toEqual([query, [rich]]);
  }
  for (const query of ["complete=true", "simulated=false", "status=ok"])
    expect([query, ids(await ask(told, query))]).toEqual([query, [plain]]);
  expect(ids(await ask(told, "environment=staging&environment=production"))).toEqual([rich, plain]);
  expect(ids(await ask(told, "min_cost_usd=0.020000001"))).toEqual([]);
});

test("traces with a span of a kind that is not counted on the trace are found through their spans", async () => {
  const told = await story();
  const guarded = await told.trace();
  await told.span(guarded, { kind: "guardrail" });
  const wrapped = await told.trace();
  await told.span(wrapped, { kind: "llm", derived_kind: "workflow" });
  expect(ids(await ask(told, "kind=guardrail"))).toEqual([guarded]);
  expect(ids(await ask(told, "kind=workflow"))).toEqual([wrapped]);
});

test("traces are found by what they cost, whether anybody knows it or the client says otherwise, and the step that called", async () => {
  const told = await story();
  const expensive = await told.trace({ cost_nano_usd: 2_000_000_000, contradicted_cost_count: 1 });
  await told.span(expensive, { kind: "llm", name: "judge" });
  await told.span(expensive, { kind: "tool", name: "answer" });
  const cheap = await told.trace({ cost_nano_usd: 1_000, unknown_cost_count: 1 });
  await told.span(cheap, { kind: "llm", name: "ChatOpenAI", derived_step: "answer" });
  for (const query of ["min_cost_usd=1", "cost_known=true", "cost_contradicted=true", "step=judge"])
    expect([query, ids(await ask(told, query))]).toEqual([query, [expensive]]);
  for (const query of ["max_cost_usd=0.5", "cost_known=false", "cost_contradicted=false", "step=answer"])
    expect([query, ids(await ask(told, query))]).toEqual([query, [cheap]]);
});

test("traces are found by why they or a step failed, by retries, and by how their tools ran", async () => {
  const told = await story();
  const failed = await told.trace({
    is_error: true,
    failure: "rate_limit",
    retry_count: 1,
    tool_mode: "sequential",
    parallel_saving_ns: 5,
  });
  await told.span(failed, { kind: "llm", is_error: true, failure: "rate_limit" });
  const went_on = await told.trace({ tool_mode: "single", started_at: before(90_000) });
  await told.span(went_on, { kind: "tool", is_error: true, failure: "tool_error" });
  for (const query of [
    "failure=rate_limit&failure=timeout",
    "step_failure=rate_limit",
    "retried=true",
    "tool_mode=sequential",
    "savable=true",
  ])
    expect([query, ids(await ask(told, query))]).toEqual([query, [failed]]);
  for (const query of ["step_failure=tool_error", "retried=false", "tool_mode=single", "savable=false"])
    expect([query, ids(await ask(told, query))]).toEqual([query, [went_on]]);
  expect(ids(await ask(told, "failure=tool_error"))).toEqual([]);
});

test("traces are found by how long they, their first token or their model calls took", async () => {
  const told = await story();
  const slow = await told.trace({
    duration_ns: 9_000_000_000,
    ttft_ns: 2_000_000_000,
    answer_streamed: true,
    answer_model: "m",
    answer_provider: "p",
    answer_fingerprint: "-2",
  });
  await told.span(slow, { kind: "llm", duration_ns: 5_000_000, ttft_ns: 400_000_000 });
  await told.span(slow, { kind: "llm", duration_ns: 8_000_000_000 });
  await told.span(slow, { kind: "tool", duration_ns: 600_000_000 });
  const quick = await told.trace({ duration_ns: 100_000_000 });
  await told.span(quick, { kind: "llm", duration_ns: 90_000_000 });
  for (const query of [
    "min_duration_ms=8000&max_duration_ms=9000",
    "min_ttft_ms=2000",
    "max_ttft_ms=2000",
    "min_call_ms=7999.5&max_call_ms=8000",
    "max_call_ms=5",
    "min_call_ttft_ms=400&max_call_ttft_ms=400",
    "streamed=true",
    "answer_model=m&answer_provider=p",
    "answer_prompt_version=fffffffffffffffe",
  ])
    expect([query, ids(await ask(told, query))]).toEqual([query, [slow]]);
  for (const query of ["max_duration_ms=100", "streamed=false", "min_call_ms=90&max_call_ms=90"])
    expect([query, ids(await ask(told, query))]).toEqual([query, [quick]]);
  // A tool that takes as long is no model call; and both bounds are of one call.
  expect(ids(await ask(told, "min_call_ms=600&max_call_ms=600"))).toEqual([]);
});

test("a trace row says what it knows and null for what it does not", async () => {
  const told = await story();
  await told.trace({
    cost_nano_usd: 1_234_000,
    unknown_cost_count: 1,
    cost_status: "partial",
    ttft_ns: 250_500_000,
    has_context: true,
  });
  const [row] = (await ask(told, "")).data;
  expect(row).toMatchObject({
    status: "ok",
    duration_ms: 1000,
    ttft_ms: 250.5,
    cost_usd: "0.001234",
    cost_status: "partial",
    tokens: null,
    user_id: null,
    open: false,
    completeness: { context: true, output: null },
  });
});

test("the sum of no known costs is unknown, not zero dollars", async () => {
  const told = await story();
  await told.trace({ cost_nano_usd: 0, unknown_cost_count: 1, cost_status: "unknown" });
  expect((await ask(told, "")).data[0]?.cost_usd).toBeNull();
});

test("text is found in messages of a long context, in long texts kept apart, in JSON, in any script and letter case", async () => {
  const told = await story();
  const { set: contents } = told;
  const long = `${"x".repeat(300)} the Überweisung of 50% "today"`;
  const context = contents.messages([
    { role: "system", content: "你好，退款政策" },
    { role: "user", content: long },
    { role: "assistant", content: "sure" },
    { role: "user", content: "thanks" },
  ]);
  const result = contents.value({ note: 'line\nbreak "quoted"' });
  const talk = await told.trace({ started_at: before(2000) });
  await told.span(talk, { kind: "llm", context: context });
  const tool = await told.trace({ started_at: before(1000) });
  await told.span(tool, { kind: "tool", result: result });
  await told.trace();
  const find = async (q: string) => ids(await ask(told, `q=${encodeURIComponent(q)}`));
  expect(await find("退款")).toEqual([talk]);
  expect(await find("überweisung of 50%")).toEqual([talk]);
  expect(await find("50_")).toEqual([]);
  expect(await find("THANKS")).toEqual([talk]);
  expect(await find('"quoted"')).toEqual([tool]);
  expect(await find("line\nbreak")).toEqual([tool]);
  expect(await find("nowhere")).toEqual([]);
});

test("text is found in a span that began days after its trace", async () => {
  const told = await story();
  const trace = await told.trace({ started_at: before(10 * 86_400_000) });
  const result = told.set.value({ note: "a late needle" });
  await told.span(trace, { kind: "tool", result, started_at: before(7 * 86_400_000) });
  expect(ids(await ask(told, "q=late needle"))).toEqual([trace]);
});

test("a search that runs out of time at the end of a day goes on from its own cursor", async () => {
  const told = await story();
  const trace = await told.trace({ started_at: before(86_400_000 * 3) });
  const result = told.set.value({ note: "far needle" });
  await told.span(trace, { kind: "tool", result, started_at: before(86_400_000 * 3) });
  // So many blocks hold it that its traces are asked for day by day.
  const other = await told.trace({ started_at: before(86_400_000) });
  for (let n = 0; n < 130; n++)
    await told.span(other, { kind: "tool", result, started_at: before(86_400_000 - n) });
  // Every look at the clock is a second later: each answer looks through a day or two.
  let now = 0;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => (now += 1_000));
  try {
    const seen: string[] = [];
    let cursor = "";
    for (let page = 0; page < 40; page++) {
      const answer = await ask(told, `q=needle&cursor=${cursor}`);
      seen.push(...ids(answer));
      if (answer.next_cursor === null) break;
      cursor = answer.next_cursor;
    }
    expect(seen).toEqual([other, trace]);
  } finally {
    clock.mockRestore();
  }
});

test("a trace is found by its id or the beginning of it, with dashes or without", async () => {
  const told = await story();
  const traceId = await told.trace();
  for (const q of [
    traceId,
    traceId.slice(0, 9).toUpperCase(),
    `${traceId.slice(0, 8)}-${traceId.slice(8, 12)}`,
  ]) {
    expect(ids(await ask(told, `q=${q}`))).toEqual([traceId]);
  }
});

test("who may not read content sees no previews and finds nothing by text", async () => {
  const told = await story();
  const input = told.set.text("a secret plan");
  const traceId = await told.trace({ input: input });
  await told.span(traceId, { kind: "agent", input: input });
  const manager = { kind: "user", id: 1, name: "m", role: "manager" } as const;
  const engineer = { kind: "user", id: 2, name: "e", role: "engineer" } as const;
  expect((await ask(told, "", engineer)).data[0]).toMatchObject({
    input_preview: "a secret plan",
    content_hidden: false,
  });
  expect((await ask(told, "", manager)).data[0]).toMatchObject({ input_preview: null, content_hidden: true });
  expect(ids(await ask(told, "q=secret", engineer))).toEqual([traceId]);
  expect(ids(await ask(told, "q=secret", manager))).toEqual([]);
});

test("another project's traces are invisible, even to a statement that forgets to say which project", async () => {
  const mine = await story();
  const theirs = await story();
  await theirs.trace();
  expect(ids(await ask(mine, ""))).toEqual([]);
  const rows = await db.app.begin(async (tx) => {
    await tx.unsafe(`set local app.project_id = '${mine.project.id}'`);
    return tx`select 1 from traces /* every shard */`;
  });
  expect(rows).toHaveLength(0);
});

test("a wrong query names every wrong parameter", () => {
  const wrong = () =>
    parseTraceListQuery(
      new URLSearchParams("from=yesterday&status=bad&kind=robot&limit=0&colour=red&complete=maybe"),
    );
  expect(wrong).toThrowError(expect.objectContaining({ code: "bad_request" }));
  try {
    wrong();
  } catch (error) {
    expect((error as Failure).details.map(({ path }) => path).sort()).toEqual([
      "colour",
      "complete",
      "from",
      "kind",
      "limit",
      "status",
    ]);
  }
  // The month before such an end has a year that the store does not know.
  for (const query of ["to=0001-01-01T00:00:00Z", "from=0000-01-01T00:00:00Z"])
    expect(() => parseTraceListQuery(new URLSearchParams(query))).toThrowError(/year 1000/);
  expect(() => parseTraceListQuery(new URLSearchParams("from=2026-01-02&to=2026-01-01"))).toThrowError(
    /before to/,
  );
});

test("a cursor of somebody else's making is refused", async () => {
  const told = await story();
  await expect(ask(told, "cursor=abc")).rejects.toMatchObject({ code: "bad_request" });
  await expect(ask(told, `cursor=${Buffer.from('["x","y"]').toString("base64url")}`)).rejects.toMatchObject({
    code: "bad_request",
  });
  const notAnId = Buffer.from(JSON.stringify([before(0), "zz"])).toString("base64url");
  await expect(ask(told, `cursor=${notAnId}`)).rejects.toMatchObject({ code: "bad_request" });
});

test("a trace whose root never comes is over when it was silent for long enough, whatever its age; one that was begun and never ended says so", async () => {
  const told = await story();
  const ctx = testContext(db.app, told.project);
  const root = Buffer.from("00000000000000aa", "hex");
  const ids = {
    working: await told.trace({ is_open: true, started_at: before(100_000), open_until: before(-1_000) }),
    silent: await told.trace({ is_open: true, started_at: before(120_000), open_until: before(1_000) }),
    backfilled: await told.trace({
      is_open: true,
      started_at: before(86_400_000),
      open_until: before(86_300_000),
    }),
    running: await told.trace({
      is_open: true,
      root_span_id: root,
      duration_ns: null,
      open_until: before(-60_000),
    }),
    crashed: await told.trace({
      is_open: true,
      root_span_id: root,
      duration_ns: null,
      open_until: before(60_000),
    }),
    rootlessCrashed: await told.trace({
      is_open: true,
      started_at: before(7_200_000),
      duration_ns: null,
      open_until: before(3_600_000),
    }),
    derivedBefore: await told.trace({ is_open: true, started_at: before(3_700_000), duration_ns: 5e9 }),
  };
  const { data } = await listTraces(ctx, parseTraceListQuery(new URLSearchParams("limit=10")));
  const seen = Object.fromEntries(
    Object.entries(ids).map(([name, id]) => {
      const trace = data.find((row) => row.trace_id === id.replaceAll("-", ""));
      return [name, [trace?.open, trace?.notes.includes("neverEnded")]];
    }),
  );
  expect(seen).toEqual({
    working: [true, false],
    silent: [false, false],
    backfilled: [false, false],
    running: [true, false],
    crashed: [false, true],
    rootlessCrashed: [false, true],
    derivedBefore: [false, false],
  });
});

test("a hit says in which span and part of it the text was found, with what stands around it", async () => {
  const told = await story();
  const { set } = told;
  const trace = await told.trace({ name: "refund agent", user_id: "u-hit", started_at: before(9_000) });
  const call = await told.span(trace, {
    kind: "llm",
    name: "chat",
    started_at: before(8_000),
    system: set.text("Be brief."),
    context: set.messages([
      {
        role: "user",
        content: `${"long ago ".repeat(40)}the Straße\nof\u00a0Nowhere ${"later ".repeat(60)}`,
      },
      { role: "assistant", content: [{ type: "text", text: "مرحبا، أين طلبي؟" }] },
    ]),
    output: set.messages([
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "c1", name: "find_order", arguments: { note: "👩‍👩‍👧 for two" } }],
      },
    ]),
    documents: set.documents([{ id: "faq-4", content: "Parcels take three days.", score: 0.8 }]),
    metadata: set.json({ tenant: "acme-7" }),
  });
  const tool = await told.span(trace, {
    kind: "tool",
    name: "find_order",
    started_at: before(7_000),
    input: set.value({ order: "4WQ150" }),
    result: set.text('it said "退款政策"'),
    attributes: set.json({ "app.ticket": "T-99", "app.raw": '{"city":"M\\u00fcnchen"}' }),
  });
  const sent = await told.span(trace, {
    kind: "agent",
    started_at: before(6_000),
    sent: set.text(JSON.stringify({ a: [1, "gate B 42"], e: [{ name: "cache.miss" }] })),
    attributes: set.keys(["app.n", "app.gate"]),
  });
  const hitOf = async (q: string) => {
    const { data } = await ask(told, `q=${encodeURIComponent(q)}`);
    const { hit } = data[0] ?? {};
    if (!hit) return hit;
    expect(hit.text.length).toBeLessThanOrEqual(160);
    return [hit.span?.span_id ?? null, hit.part, hit.role ?? hit.key, hit.text.slice(hit.start, hit.end)];
  };
  expect(await hitOf("STRASSE")).toBeUndefined();
  expect(await hitOf("straße")).toEqual([call, "message", "user", "Straße"]);
  expect(await hitOf("be BRIEF")).toEqual([call, "instructions", null, "Be brief"]);
  expect(await hitOf("أين طلبي")).toEqual([call, "message", "assistant", "أين طلبي"]);
  expect(await hitOf("for two")).toEqual([call, "tool_arguments", "assistant", "for two"]);
  // A part of a picture is shown as the picture.
  expect(await hitOf("👧")).toEqual([call, "tool_arguments", "assistant", "👩‍👩‍👧"]);
  expect(await hitOf("three days")).toEqual([call, "document", "faq-4", "three days"]);
  expect(await hitOf("acme-7")).toEqual([call, "metadata", "tenant", "acme-7"]);
  expect(await hitOf("4wq150")).toEqual([tool, "tool_arguments", null, "4WQ150"]);
  expect(await hitOf("退款")).toEqual([tool, "tool_result", null, "退款"]);
  expect(await hitOf("T-99")).toEqual([tool, "attribute", "app.ticket", "T-99"]);
  expect(await hitOf("münchen")).toEqual([tool, "attribute", "app.raw", "M\\u00fcnchen"]);
  expect(await hitOf("Gate b")).toEqual([sent, "attribute", "app.gate", "gate B"]);
  expect(await hitOf("app.gate")).toEqual([sent, "attribute", null, "app.gate"]);
  expect(await hitOf("cache.miss")).toEqual([sent, "event", null, "cache.miss"]);
  expect(await hitOf("refund AG")).toEqual([null, "trace_name", null, "refund ag"]);
  expect(await hitOf("u-hit")).toEqual([null, "user_id", null, "u-hit"]);
  expect(await hitOf(trace.slice(0, 12))).toEqual([null, "trace_id", null, trace.slice(0, 12)]);
  expect((await ask(told, "")).data[0]).not.toHaveProperty("hit");
});

test("a short text and one that stands everywhere have their hits, too", async () => {
  const told = await story();
  const result = told.set.value({ note: "an everyday needle" });
  const trace = await told.trace({ name: "story", started_at: before(5_000) });
  const spans = [];
  for (let n = 0; n < 130; n++)
    spans.push(await told.span(trace, { kind: "tool", result, started_at: before(4_000 - n) }));
  for (const q of ["needle", "ee", "e"]) {
    const { data, searched_to } = await ask(told, `q=${q}`);
    expect(data[0]?.hit).toMatchObject({ span: { span_id: spans[0] }, part: "tool_result" });
    expect(searched_to?.slice(0, 13)).toBe(before(30 * 86_400_000).slice(0, 13));
  }
});
