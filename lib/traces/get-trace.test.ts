import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import type { Context } from "@/lib/context";

import { type SpanDocument, traceDocumentSchema, type TraceDocument } from "./document";
import { getSpan } from "./get-span";
import { getTrace, type GetTraceQuery, parseGetTraceQuery } from "./get-trace";
import { indentedTraceText, tracePageText } from "./trace-text";
import { before, newSpanId, newTraceId, Story, testContext } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const story = async (shardKeys?: number[]) => new Story(db.owner, await makeProject(db.owner, { shardKeys }));

/** A chat that retrieves, asks for a tool, runs it and answers; the first call is reported by two instrumentations. */
async function chat(told: Story) {
  const { set: contents } = told;
  const traceId = await told.trace({
    cost_nano_usd: 3_000_000,
    session_id: "s1",
    input: contents.message({ role: "user", content: "Where is my parcel?" }),
    output: contents.text("On its way."),
    metadata: contents.json({ plan: "gold" }),
    started_at: before(60_000),
  });
  const asked = {
    role: "assistant",
    content: null,
    tool_calls: [{ id: "c1", name: "track", arguments: { id: 7 } }],
  };
  const opening = [
    { role: "system", content: "Be kind." },
    { role: "user", content: "Where is my parcel?" },
  ];
  const root = await told.span(traceId, {
    kind: "agent",
    name: "chat",
    started_at: before(60_000),
    duration_ns: 5_000_000_000,
  });
  const search = await told.span(traceId, {
    kind: "retrieval",
    parent_span_id: root,
    started_at: before(59_900),
    input: contents.value({ query: "parcel" }),
    documents: contents.documents([
      { id: "d1", content: "Parcels take 3 days.", score: 0.5, updated_at: "2026-01-01" },
    ]),
  });
  const first = newSpanId();
  const wrapper = await told.span(traceId, {
    kind: "llm",
    derived_kind: "workflow",
    derived_call_id: Buffer.from(first, "hex"),
    parent_span_id: root,
    started_at: before(59_800),
    cost_nano_usd: 1_000_000,
    input_uncached_tokens: 10,
    context: contents.messages(opening),
    settings: contents.json({
      parameters: { temperature: 0.2, max_tokens: 100 },
      tools: [{ name: "track" }],
    }),
    output: [contents.message(asked)],
  });
  const price = await told.owner`
    insert into prices (id, source, provider, model, units)
    values (9223372036854775000, 'list 1', 'openai', 'gpt-4o', '{"input_mtok": "2.5"}')
    on conflict (id) do update set source = excluded.source
    returning id::text as id`;
  await told.span(traceId, {
    kind: "llm",
    span_id: first,
    parent_span_id: wrapper,
    started_at: before(59_790),
    cost_nano_usd: 1_000_000,
    price_id: price[0]?.id,
    provider: "openai",
    request_model: "gpt-4o",
    ttft_ns: 120_000_000,
    prompt_fingerprint: "77",
    input_uncached_tokens: 10,
    cache_read_tokens: 5,
    output_text_tokens: 3,
    reasoning_tokens: 1,
  });
  const tool = await told.span(traceId, {
    kind: "tool",
    name: "execute track",
    tool_name: "track",
    tool_call_id: "c1",
    parent_span_id: root,
    started_at: before(59_000),
    is_error: true,
    error_type: "Timeout",
    error: contents.json({ message: "too slow" }),
    input: contents.text('{"id":7}'),
    result: contents.text("not json {"),
  });
  const second = await told.span(traceId, {
    kind: "llm",
    parent_span_id: root,
    started_at: before(58_000),
    cost_nano_usd: 2_000_000,
    attributes: contents.json({ attributes: { "x.y": 1 }, events: [{ name: "e" }] }),
    resource: contents.json({ attributes: { host: "h" } }),
    context: contents.messages([
      ...opening,
      asked,
      { role: "tool", content: "not json {", tool_call_id: "c1" },
    ]),
    output: [contents.message({ role: "assistant", content: "On its way." })],
  });
  const { project, owner } = told;
  const [prompt] =
    await owner`insert into prompts (project_id, name) values (${project.id}, 'support') returning id`;
  await owner`
    insert into prompt_versions (project_id, prompt_id, number, fingerprint, first_seen_at)
    values (${project.id}, ${prompt?.id}, 3, 77, ${before(0)})`;
  await told.score({
    trace_id: traceId,
    span_id: Buffer.from(second, "hex"),
    name: "helpful",
    data_type: "boolean",
    value_number: 1,
  });
  return { traceId, root, search, wrapper, first, tool, second };
}

test("the document holds every part of an interaction and says what the API promises", async () => {
  const told = await story([4, 5]);
  const made = await chat(told);
  const document = await getTrace(testContext(db.app, told.project), { traceId: made.traceId });
  expect(traceDocumentSchema.parse(document)).toEqual(document);
  expect(document).toMatchObject({
    trace_id: made.traceId,
    cost_usd: "0.003",
    metadata: { plan: "gold" },
    input: "Where is my parcel?",
    output: "On its way.",
    scores: [{ name: "helpful", value: true, data_type: "boolean", source: "user", span_id: made.second }],
  });
  const span = (id: string) => document.spans.find((candidate) => candidate.span_id === id);
  expect(document.spans.map(({ span_id }) => span_id)).toEqual([
    made.root,
    made.search,
    made.wrapper,
    made.first,
    made.tool,
    made.second,
  ]);
  expect(span(made.search)).toMatchObject({
    kind: "retrieval",
    query: "parcel",
    documents: [{ id: "d1", content: "Parcels take 3 days.", score: 0.5, updated_at: "2026-01-01" }],
  });
  expect(span(made.tool)).toMatchObject({
    status: "error",
    error: { type: "Timeout", message: "too slow" },
    tool: { name: "track", call_id: "c1", arguments: { id: 7 }, result: "not json {" },
  });
  expect(span(made.second)).toMatchObject({ output_text: "On its way.", attributes: null });
  expect(span(made.second)?.input).toHaveLength(4);
});

test("a call that two instrumentations report is shown once as a model call that knows what both know, and billed once", async () => {
  const told = await story();
  const made = await chat(told);
  const { spans } = await getTrace(testContext(db.app, told.project), { traceId: made.traceId });
  const span = (id: string) => spans.find((candidate) => candidate.span_id === id);
  expect(span(made.first)).toMatchObject({
    kind: "llm",
    wrapped_by: [made.wrapper],
    request_model: "gpt-4o",
    ttft_ms: 120,
    temperature: 0.2,
    max_tokens: 100,
    tool_definitions: [{ name: "track" }],
    input: [{ role: "system" }, { role: "user", content: "Where is my parcel?" }],
    tool_calls: [{ id: "c1", name: "track", arguments: { id: 7 } }],
    tokens: { input_total: 15, cache_read: 5, cache_write: null, output_total: 4, reasoning: 1 },
    cost_usd: "0.001",
    price: { source: "list 1", units: { input_mtok: "2.5" } },
    prompt: { name: "support", version: "3", fingerprint: "000000000000004d" },
  });
  expect(span(made.wrapper)).toMatchObject({ kind: "workflow", cost_usd: null, tokens: null });
  const total = spans.reduce((sum, { cost_usd }) => sum + Number(cost_usd ?? 0) * 1e9, 0);
  expect(total).toBe(3_000_000);
});

test("include decides which bodies are read: nothing, content, raw attributes", async () => {
  const told = await story();
  const made = await chat(told);
  const read = (query: string) =>
    getTrace(testContext(db.app, told.project), {
      traceId: made.traceId,
      ...parseGetTraceQuery(new URLSearchParams(query)),
    });
  const last = async (query: string) => (await read(query)).spans.at(-1);
  expect(await last("include=")).toMatchObject({ input: null, output: null, attributes: null });
  expect((await read("include=")).input).toBeNull();
  expect((await last(""))?.input).toHaveLength(4);
  expect(await last("include=attributes")).toMatchObject({
    input: null,
    attributes: { "x.y": 1 },
    events: [{ name: "e" }],
    resource: { attributes: { host: "h" } },
  });
  expect(await last("include=content,attributes")).toMatchObject({
    attributes: { "x.y": 1 },
    output_text: "On its way.",
  });
  expect(() => parseGetTraceQuery(new URLSearchParams("include=everything"))).toThrowError(
    /content, attributes/,
  );
});

test("one span comes with all its bodies and with what is new against the call before", async () => {
  const told = await story();
  const made = await chat(told);
  const ctx = testContext(db.app, told.project);
  const detail = await getSpan(ctx, { traceId: made.traceId, spanId: made.second });
  expect(detail.span.attributes).toEqual({ "x.y": 1 });
  expect(detail.context).toEqual({ previous_span_id: made.first, unchanged: 2, dropped: 0 });
  expect((await getSpan(ctx, { traceId: made.traceId, spanId: made.first })).span.wrapped_by).toEqual([
    made.wrapper,
  ]);
  await expect(getSpan(ctx, { traceId: made.traceId, spanId: "0123456789abcdef" })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("what log events said about a span is shown on it", async () => {
  const told = await story();
  const traceId = await told.trace();
  const spanId = await told.span(traceId, { kind: "llm" });
  const { set: contents } = told;
  await told.addition(traceId, spanId, {
    occurred_at: before(10),
    output: [contents.message({ role: "assistant", content: "two" })],
  });
  await told.addition(traceId, spanId, {
    occurred_at: before(20),
    output: [contents.message({ role: "assistant", content: "one" })],
    finish_reason: "stop",
  });
  await told.addition(traceId, spanId, {
    context: contents.messages([{ role: "user", content: "hi" }]),
    attributes: contents.json({ a: 1 }),
  });
  const [span] = (await getTrace(testContext(db.app, told.project), { traceId })).spans;
  const detail = await getSpan(testContext(db.app, told.project), { traceId, spanId });
  expect(detail.span.events).toMatchObject([{ attributes: { a: 1 } }]);
  expect(span).toMatchObject({
    finish_reason: "stop",
    input: [{ content: "hi" }],
    output: [{ content: "one" }, { content: "two" }],
  });
});

test("one log event for each message makes the conversation in the order of its events", async () => {
  const told = await story();
  const traceId = await told.trace();
  const spanId = await told.span(traceId, { kind: "llm" });
  const { set: contents } = told;
  for (const [ms, role] of [
    [10, "user"],
    [20, "system"],
  ] as const) {
    await told.addition(traceId, spanId, {
      occurred_at: before(ms),
      context: contents.messages([{ role, content: `I am ${role}` }]),
    });
  }
  const [span] = (await getTrace(testContext(db.app, told.project), { traceId })).spans;
  expect(span?.input?.map(({ content }) => content)).toEqual(["I am system", "I am user"]);
});

test("a trace that is not derived yet is shown from its spans", async () => {
  const told = await story();
  const traceId = newTraceId();
  const root = await told.span(traceId, {
    kind: "agent",
    name: "root",
    user_id: "u",
    duration_ns: 2_000_000_000,
  });
  await told.span(traceId, {
    kind: "llm",
    parent_span_id: root,
    cost_nano_usd: 5,
    input_uncached_tokens: 4,
    started_at: before(59_500),
  });
  const document = await getTrace(testContext(db.app, told.project), { traceId });
  expect(document).toMatchObject({
    name: "root",
    user_id: "u",
    cost_usd: "0.000000005",
    open: false,
    duration_ms: 2000,
  });
});

test("the id may be written with dashes and in capitals; an unknown one is not found, whatever it looks like", async () => {
  const told = await story();
  const { traceId } = await chat(told);
  const ctx = testContext(db.app, told.project);
  const dashed = `${traceId.slice(0, 8)}-${traceId.slice(8, 12)}-${traceId.slice(12, 16)}-${traceId.slice(16, 20)}-${traceId.slice(20)}`;
  expect((await getTrace(ctx, { traceId: dashed.toUpperCase() })).trace_id).toBe(traceId);
  await expect(getTrace(ctx, { traceId: newTraceId() })).rejects.toMatchObject({ code: "not_found" });
  await expect(getTrace(ctx, { traceId: "latest" })).rejects.toMatchObject({ code: "not_found" });
});

test("a trace of another project is not found", async () => {
  const { traceId } = await chat(await story());
  const other = await story();
  await expect(getTrace(testContext(db.app, other.project), { traceId })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("who may not read content gets the facts and no bodies", async () => {
  const told = await story();
  const { traceId, second } = await chat(told);
  const ctx = testContext(db.app, told.project, { kind: "user", id: 1, name: "m", role: "manager" });
  const document = await getTrace(ctx, { traceId, include: ["content", "attributes"] });
  expect(document).toMatchObject({ content_hidden: true, input: null, metadata: null, cost_usd: "0.003" });
  expect(JSON.stringify(document)).not.toMatch(/parcel|On its way|too slow/i);
  const detail = await getSpan(ctx, { traceId, spanId: second });
  expect(detail).toMatchObject({
    content_hidden: true,
    context: null,
    span: { input: null, attributes: null },
  });
});

/** The spans of a trace, page by page. */
async function pages(ctx: ReturnType<typeof testContext>, traceId: string, limit: number) {
  const found = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page: TraceDocument = await getTrace(ctx, { traceId, limit, ...(cursor && { cursor }) });
    found.push(page);
    expect(page.spans.length).toBeLessThanOrEqual(limit);
    cursor = page.next_cursor;
  }
  return found;
}

test.each(["derived", "not derived yet"])(
  "pages of a trace that is %s hold together what one holds",
  async (state) => {
    const told = await story();
    const { traceId } = await chat(told);
    if (state !== "derived")
      await told.owner`update traces set span_count = 1 where trace_id = ${traceId} and project_id = ${told.project.id} and shard_key = 1`;
    const ctx = testContext(db.app, told.project);
    const whole = await getTrace(ctx, { traceId });
    expect(whole.next_cursor).toBeNull();
    for (const limit of [1, 2, 4]) {
      const all = await pages(ctx, traceId, limit);
      expect(all.flatMap((page) => page.spans)).toEqual(whole.spans);
      for (const { spans: _, next_cursor: __, ...head } of all) expect(whole).toMatchObject(head);
    }
  },
);

test("spans of one start and with an order of their own are paged without loss", async () => {
  const told = await story();
  const traceId = await told.trace({ span_count: 30 });
  for (let n = 0; n < 30; n++)
    await told.span(traceId, {
      kind: "tool",
      started_at: before(1000),
      duration_ns: n % 3 === 0 ? null : 1000 * (n % 2),
      derived_order: n < 10 ? n : null,
    });
  const ctx = testContext(db.app, told.project);
  const whole = await getTrace(ctx, { traceId });
  const paged = (await pages(ctx, traceId, 7)).flatMap((page) => page.spans);
  expect(paged.map(({ span_id }) => span_id)).toEqual(whole.spans.map(({ span_id }) => span_id));
});

test("the document as text is the document, whole or indented", async () => {
  const told = await story();
  const { traceId } = await chat(told);
  const ctx = testContext(db.app, told.project);
  const input = { traceId, include: ["content" as const, "attributes" as const] };
  const document = await getTrace(ctx, input);
  expect((await tracePageText(ctx, input)).join("")).toBe(JSON.stringify(document));
  for (const whole of [true, false])
    expect(await indented(ctx, input, whole)).toBe(JSON.stringify(document, null, 2));
});

async function indented(
  ctx: Context,
  input: { traceId: string } & Partial<GetTraceQuery>,
  whole: boolean,
): Promise<string> {
  let text = "";
  for await (const piece of (await indentedTraceText(ctx, input, whole)).pieces) text += piece;
  return text;
}

test("a page of indented text is a page of the document, and is none of a whole one", async () => {
  const told = await story();
  const { traceId } = await chat(told);
  const ctx = testContext(db.app, told.project);
  const page = await getTrace(ctx, { traceId, limit: 2 });
  expect(page.next_cursor).not.toBeNull();
  expect(await indented(ctx, { traceId, limit: 2 }, false)).toBe(JSON.stringify(page, null, 2));
  const next = { traceId, limit: 2, cursor: page.next_cursor ?? "" };
  expect(await indented(ctx, next, false)).toBe(JSON.stringify(await getTrace(ctx, next), null, 2));
  const all = await getTrace(ctx, { traceId });
  expect(await indented(ctx, { traceId, limit: 2 }, true)).toBe(JSON.stringify(all, null, 2));
});

test("a page of text ends early where spans carry much", async () => {
  const told = await story();
  const traceId = await told.trace({ span_count: 60 });
  for (let n = 0; n < 60; n++)
    await told.span(traceId, {
      kind: "tool",
      started_at: before(1000 - n),
      input: told.set.text(`${n} `.repeat(400_000)),
    });
  const ctx = testContext(db.app, told.project);
  const read: SpanDocument[][] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = JSON.parse(
      (await tracePageText(ctx, { traceId, ...(cursor && { cursor }) })).join(""),
    ) as TraceDocument;
    read.push(page.spans);
    cursor = page.next_cursor;
  }
  expect(read.length).toBeGreaterThan(1);
  expect(new Set(read.flat().map((span) => span.span_id)).size).toBe(60);
  const first = JSON.parse(await indented(ctx, { traceId }, false)) as TraceDocument;
  expect(first.spans).toEqual(read[0]);
  const whole = await indented(ctx, { traceId }, true);
  expect((JSON.parse(whole) as TraceDocument).spans).toEqual(read.flat());
});

test("a cursor that is none of ours is refused", async () => {
  const told = await story();
  const { traceId } = await chat(told);
  await expect(getTrace(testContext(db.app, told.project), { traceId, cursor: "e30" })).rejects.toMatchObject(
    { code: "bad_request", details: [{ path: "cursor" }] },
  );
});

test("ten thousand spans are read without bodies in a fixed number of statements", async () => {
  const told = await story();
  const traceId = await told.trace({ span_count: 10_001 });
  const root = await told.span(traceId, { kind: "agent" });
  await told.owner`
    insert into span_rows (project_id, shard_key, trace_id, span_id, parent_span_id, started_at, duration_ns, revision, own_labels)
    select ${told.project.id}, ${told.project.shardKeys[0] ?? 1}, ${traceId}, decode(lpad(to_hex(n), 16, '0'), 'hex'), decode(${root}, 'hex'),
      ${before(59_000)}::timestamptz + n * interval '1 ms', 1000, 1, array['tool', 'step']
    from generate_series(1, 10000) n`;
  const document = await getTrace(testContext(db.app, told.project), { traceId, include: [] });
  expect(document.spans).toHaveLength(10_001);
});

test("of a trace with more spans than are read at once come pages, and single spans with the calls before them", async () => {
  const told = await story();
  const traceId = await told.trace({ span_count: 1 });
  const messages = [{ role: "user", content: "Where is my parcel?" }];
  const root = await told.span(traceId, { kind: "agent", started_at: before(61_000), user_id: "u7" });
  await told.owner`
    insert into span_rows (project_id, shard_key, trace_id, span_id, parent_span_id, started_at, duration_ns, revision, own_labels, cost_nano_usd)
    select ${told.project.id}, ${told.project.shardKeys[0] ?? 1}, ${traceId}, decode(lpad(to_hex(n), 16, '0'), 'hex'), decode(${root}, 'hex'),
      ${before(59_000)}::timestamptz + n * interval '1 ms', 1000, 1, array['embedding', 'step'], 5
    from generate_series(1, 20100) n`;
  const call = (at: number, added: typeof messages) =>
    told.span(traceId, {
      kind: "llm",
      parent_span_id: root,
      started_at: before(at),
      context: told.set.messages([...messages, ...added]),
    });
  const first = await call(20_000, []);
  const second = await call(19_000, [{ role: "user", content: "Hello?" }]);
  await told.owner`update traces set span_count = 1 where trace_id = ${traceId} and project_id = ${told.project.id} and shard_key = 1`;
  const ctx = testContext(db.app, told.project);
  const page = await getTrace(ctx, { traceId, include: [] });
  expect(page).toMatchObject({
    user_id: "u7",
    notes: ["summed"],
    counts: { spans: 20_103, llm: 2, tool: 0 },
    cost_usd: "0.0001005",
    cost_status: "partial",
  });
  expect(page.spans).toHaveLength(20_000);
  const rest = await getTrace(ctx, { traceId, include: [], cursor: page.next_cursor ?? "" });
  expect(rest).toMatchObject({ next_cursor: null, notes: ["summed"] });
  expect(new Set([...page.spans, ...rest.spans].map(({ span_id }) => span_id)).size).toBe(20_103);
  expect(await getSpan(ctx, { traceId, spanId: second })).toMatchObject({
    span: { span_id: second, input: [...messages, { role: "user", content: "Hello?" }] },
    context: { previous_span_id: first, unchanged: 1, dropped: 0 },
  });
  await expect(getSpan(ctx, { traceId, spanId: "00000000000fffff" })).rejects.toMatchObject({
    code: "not_found",
  });
});
