import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import type { Role } from "@/lib/context";
import { seeded } from "@/lib/stats/random";
import { traceFilter, type TraceFilter } from "@/lib/traces/filter";
import { getTrace } from "@/lib/traces/get-trace";
import { before, Story, testContext } from "@/lib/traces/testing";

import { getSession } from "./get-session";
import { listSessions } from "./list-sessions";
import { sessionDocumentSchema } from "./session";
import type { SessionSortKey } from "./session-sort";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const story = async () => new Story(db.owner, await makeProject(db.owner));

test("a session is its traces in the order in which they began, with their cost, tokens and scores", async () => {
  const told = await story();
  const second = await told.trace({
    session_id: "s",
    user_id: "u",
    started_at: before(1000),
    cost_nano_usd: 5,
    input_tokens: 7,
  });
  const first = await told.trace({
    session_id: "s",
    started_at: before(86_400_000 * 50),
    cost_nano_usd: 0,
    cost_status: "unknown",
  });
  await told.trace({ session_id: "other" });
  await told.score({ trace_id: first, name: "helpful", value_number: 0.5, created_at: before(2000) });
  await told.score({ session_id: "s", name: "resolved", data_type: "category", value_text: "yes" });
  const ctx = testContext(db.app, told.project);
  const session = await getSession(ctx, { sessionId: "s" });
  expect(sessionDocumentSchema.parse(session)).toEqual(session);
  expect(session.data.map((trace) => trace.trace_id)).toEqual([first, second]);
  expect(session).toMatchObject({
    traces: 2,
    user_ids: ["u"],
    cost_usd: "0.000000005",
    cost_status: "partial",
    tokens: { input_total: 7 },
  });
  expect(session.scores.map(({ value }) => value)).toEqual([0.5, "yes"]);
  await expect(getSession(ctx, { sessionId: "none" })).rejects.toMatchObject({ code: "not_found" });
});

test("the words of a judgement are for those who may read what was said, its numbers for everybody", async () => {
  const told = await story();
  const trace = await told.trace({ session_id: "judged" });
  await told.span(trace, { kind: "llm" });
  const written = { comment: "they cried", correction: "say sorry" };
  await told.score({ trace_id: trace, name: "helpful", value_number: 0.5, ...written });
  await told.score({
    trace_id: trace,
    name: "mood",
    data_type: "category",
    value_text: "furious",
    ...written,
  });
  await told.score({
    session_id: "judged",
    name: "resolved",
    data_type: "boolean",
    value_number: 1,
    ...written,
  });
  const asRole = async (role: Role) => {
    const ctx = testContext(db.app, told.project, { kind: "user", id: 1, name: "somebody", role });
    const [list, session, document] = [
      await listSessions(ctx, traceFilter({})),
      await getSession(ctx, { sessionId: "judged" }),
      await getTrace(ctx, { traceId: trace }),
    ];
    return { session, document, text: JSON.stringify([list, session, document]) };
  };
  for (const role of ["engineer", "compliance", "admin"] as const)
    expect((await asRole(role)).text).toMatch(/they cried.*say sorry.*furious/);
  const { session, document, text } = await asRole("manager");
  expect(text).not.toMatch(/cried|sorry|furious/);
  expect(session.scores.map(({ name, value }) => [name, value]).toSorted()).toEqual([
    ["helpful", 0.5],
    ["mood", null],
    ["resolved", true],
  ]);
  expect(document.scores.map(({ comment, correction }) => [comment, correction])).toEqual([
    [null, null],
    [null, null],
  ]);
});

test("a long session is read page by page", async () => {
  const told = await story();
  for (let index = 0; index < 5; index++)
    await told.trace({ session_id: "long", started_at: before(1000 * (5 - Math.floor(index / 2))) });
  const ctx = testContext(db.app, told.project);
  const seen: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await getSession(ctx, { sessionId: "long", cursor, limit: 2 });
    seen.push(...page.data.map((trace) => trace.trace_id));
    if (page.next_cursor === null) break;
    cursor = page.next_cursor;
  }
  expect(new Set(seen).size).toBe(5);
});

test("sessions come by their last activity, page by page, and only the project's own", async () => {
  const told = await story();
  for (const name of ["a", "b", "c"]) await told.trace({ session_id: name, started_at: before(5000) });
  await told.trace({ session_id: "late", started_at: before(1000) });
  await told.trace({ session_id: null });
  const other = await story();
  await other.trace({ session_id: "theirs" });
  const ctx = testContext(db.app, told.project);
  const seen: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await listSessions(ctx, { ...traceFilter(), cursor, limit: 2 });
    seen.push(...page.data.map((session) => session.session_id));
    if (page.next_cursor === null) break;
    cursor = page.next_cursor;
  }
  expect(seen).toEqual(["late", "c", "b", "a"]);
  await expect(getSession(ctx, { sessionId: "theirs" })).rejects.toMatchObject({ code: "not_found" });
});

test("a session is found by the beginning of its id or by its user, and carries its own scores and its last end", async () => {
  const told = await story();
  await told.trace({
    session_id: "chat-1",
    user_id: "mia",
    started_at: before(9000),
    duration_ns: 2_000_000_000,
  });
  await told.trace({ session_id: "chat-2", user_id: "noah", started_at: before(5000) });
  await told.score({ session_id: "chat-1", name: "resolved", data_type: "boolean", value_number: 1 });
  const ctx = testContext(db.app, told.project);
  const found = async (q: string) => (await listSessions(ctx, { ...traceFilter({ q }) })).data;
  expect((await found("chat-")).map((session) => session.session_id)).toEqual(["chat-2", "chat-1"]);
  expect(await found("mia")).toMatchObject([
    { session_id: "chat-1", scores: [{ name: "resolved", value: true }] },
  ]);
  expect(Date.parse((await found("mia"))[0]?.ended_at ?? "")).toBe(Date.parse(before(7000)));
  expect(await found("mi")).toEqual([]);
});

test("any page of any list of sessions is what sorting all of them gives", async () => {
  const told = await story();
  const random = seeded(7);
  const draw = (most: number): number => Math.floor(random() * most);
  for (let index = 0; index < 500; index++) {
    // Of late two sessions talk much and the others not at all; few moments, so that many sessions share their last one.
    const isLate = random() < 0.5;
    await told.trace({
      session_id: random() < 0.2 ? null : isLate ? `s1${draw(2)}` : `s${draw(60)}`,
      feature: random() < 0.5 ? "chat" : "rare",
      started_at: before(1000 + (isLate ? 500 * draw(40) : 4_000_000 * (1 + draw(40)))),
    });
  }
  const ctx = testContext(db.app, told.project);
  for (const words of [
    {},
    { feature: ["chat"] },
    { q: "s1" },
    { complete: true },
  ] satisfies Partial<TraceFilter>[]) {
    const whole = await listSessions(ctx, { ...traceFilter(words), limit: 200 });
    const order = whole.data.map(({ last_at, session_id }) => `${last_at} ${session_id}`);
    expect(order).toEqual([...order].sort().reverse());
    const rows = await db.owner<{ n: number }[]>`
      select count(distinct session_id)::int as n from traces
      where project_id = ${told.project.id}
        and (${!("feature" in words)} or feature = 'chat')
        and (${!("q" in words)} or starts_with(session_id, 's1'))
        and (${!("complete" in words)} or (has_prompt_version is not false and has_context is not false and has_output is not false
          and has_tool_results is not false and has_cost is not false))`;
    expect(whole.data).toHaveLength(rows[0]?.n ?? -1);
    for (const limit of [1, 3, 10]) {
      const paged: unknown[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await listSessions(ctx, { ...traceFilter(words), cursor, limit });
        paged.push(...page.data);
        if (page.next_cursor === null) break;
        cursor = page.next_cursor;
      }
      expect(paged).toEqual(whole.data);
    }
  }
});

test("a session is open while one of its traces is still running, not because a root never came", async () => {
  const told = await story();
  await told.trace({ session_id: "over", is_open: true, open_until: before(1_000) });
  await told.trace({ session_id: "over-old", is_open: true, started_at: before(3_700_000) });
  await told.trace({ session_id: "open", is_open: true, open_until: before(-1_000) });
  const ctx = testContext(db.app, told.project);
  const open = async (sessionId: string) => (await getSession(ctx, { sessionId })).open;
  expect(await Promise.all(["over", "over-old", "open"].map(open))).toEqual([false, false, true]);
});

test("sessions sorted by a number are what sorting all of them gives, page by page", async () => {
  const told = await story();
  const random = seeded(7);
  const pick = (n: number) => Math.floor(random() * n);
  for (let n = 0; n < 40; n++)
    await told.trace({
      session_id: `s${pick(12)}`,
      started_at: before(1000 * (1 + pick(5000))),
      duration_ns: pick(3) === 0 ? null : pick(9) * 1_000_000_000,
      is_error: pick(3) === 0,
      cost_nano_usd: pick(4),
      cost_status: pick(4) === 0 ? "unknown" : "known",
    });
  const ctx = testContext(db.app, told.project);
  const all = (await listSessions(ctx, { ...traceFilter(), limit: 100 })).data;
  const lasted = (one: (typeof all)[number]) =>
    one.ended_at === null ? null : Date.parse(one.ended_at) - Date.parse(one.started_at);
  for (const [word, valueOf] of [
    ["turns", (one) => one.traces],
    ["failures", (one) => one.errors],
    ["cost", (one) => (one.cost_usd === null ? null : Number(one.cost_usd))],
    ["lasted", lasted],
  ] as [SessionSortKey, (one: (typeof all)[number]) => number | null][])
    for (const way of ["asc", "desc"] as const) {
      const expected = all
        .toSorted((a, b) => {
          const [x, y] = [valueOf(a), valueOf(b)];
          if (x === y) return a.session_id < b.session_id ? -1 : 1;
          if (x === null || y === null) return x === null ? 1 : -1;
          return (x - y) * (way === "desc" ? -1 : 1);
        })
        .map(({ session_id }) => session_id);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listSessions(
          ctx,
          { ...traceFilter(), limit: 5, ...(cursor && { cursor }) },
          `${word}.${way}`,
        );
        seen.push(...page.data.map(({ session_id }) => session_id));
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      expect([word, way, seen]).toEqual([word, way, expected]);
    }
});

test("a list tells how each conversation began, to those who may read it", async () => {
  const told = await story();
  const [first, second] = [told.set.text("Where is it?"), told.set.text("Thanks.")];
  await told.trace({ session_id: "s", started_at: before(2000), input: first });
  await told.trace({ session_id: "s", started_at: before(1000), input: second });
  const asked = async (role: Role) =>
    (
      await listSessions(
        testContext(db.app, told.project, { kind: "user", id: 1, name: "Ada", role }),
        traceFilter(),
      )
    ).data[0];
  expect(await asked("engineer")).toMatchObject({ first_input: "Where is it?", content_hidden: false });
  expect(await asked("manager")).toMatchObject({ first_input: null, content_hidden: true });
});
