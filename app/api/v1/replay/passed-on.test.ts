import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { makeApiKey } from "@/lib/auth/api-key";
import { daysAgo } from "@/lib/erasures/world.testing";
import { recordedCall, SECRET } from "@/lib/experiments/testing";
import { addProvider } from "@/lib/providers/providers";
import { startModelServer } from "@/lib/providers/testing";
import type { Context } from "@/lib/context";

import { POST as chat } from "./[trace_id]/until/[until]/[provider_id]/v1/chat/completions/route";

let db: TestDatabase;
let server: Awaited<ReturnType<typeof startModelServer>>;
beforeAll(async () => {
  db = await createTestDatabase();
  await db.owner`insert into instance (session_secret) values (${Buffer.alloc(32, 7)})`;
  vi.stubEnv("DATABASE_URL", db.url);
  vi.stubEnv("RECOUNT_SECRET", SECRET);
  vi.stubEnv("RECOUNT_PRIVATE_WEBHOOKS", "on");
  server = await startModelServer(() => ({ text: "What a model says now." }));
});
afterAll(async () => {
  server.close();
  vi.unstubAllEnvs();
  await (
    globalThis as unknown as { recountConsolePool?: { end: () => Promise<void> } }
  ).recountConsolePool?.end();
  await db.close();
});
beforeEach(() => {
  server.asked.length = 0;
  server.state.hungUp = 0;
  server.state.answering = () => ({ text: "What a model says now." });
});

/** What the recorded call was asked, as a client sends it again. */
const RECORDED = [
  { role: "system", content: "Help travellers of Lovelace Air. Never promise compensation." },
  { role: "user", content: "Basic fares cannot be refunded.\n\nRefund 4WQ150, says Ada Lovelace." },
  {
    role: "assistant",
    content: null,
    tool_calls: [{ id: "c", type: "function", function: { name: "find", arguments: '{"id":"4WQ150"}' } }],
  },
  { role: "tool", content: "basic, Ada Lovelace", tool_call_id: "c" },
];

async function scene() {
  const project = await makeProject(db.owner, { retentionDays: 30 });
  const { world, traceId, providerId } = await recordedCall(db, project, {
    url: server.url,
    day: daysAgo(2),
  });
  const keyOf = async (scope: string) => {
    const made = makeApiKey();
    await db.owner`
      insert into api_keys (project_id, name, prefix, key_hash, scopes)
      values (${project.id}, ${scope}, ${made.prefix}, ${made.hash}, ${[scope]}::text[])`;
    return made.key;
  };
  const [run, read] = [await keyOf("run"), await keyOf("read")];
  const ask = (
    messages: readonly object[],
    {
      until = "1",
      provider = String(providerId),
      key = run,
      more = {},
      signal = new AbortController().signal,
    } = {},
  ) =>
    chat(
      new Request(
        `http://localhost/api/v1/replay/${traceId}/until/${until}/${provider}/v1/chat/completions`,
        {
          method: "POST",
          headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
          body: JSON.stringify({ model: "model-a", messages, ...more }),
          signal,
        },
      ),
      { params: Promise.resolve({ trace_id: traceId, until, provider_id: provider }) },
    );
  const admin: Context = {
    ...world.ctx,
    actor: { kind: "user", id: 1, name: "Ada", role: "admin" },
  };
  const passed = async () => {
    const [row] = await db.owner<{ n: number }[]>`
      select count(*)::int as n from audit_log where project_id = ${project.id} and action = 'replay.passed_on'`;
    return row?.n;
  };
  return { project, ask, read, admin, passed, traceId };
}

describe("a replay that goes on at a provider", () => {
  it("answers from the recording up to the call that is named, and asks nobody", async () => {
    const { ask, passed } = await scene();
    const answer = await ask(RECORDED);
    expect(answer.headers.get("recount-saved-usd")).not.toBeNull();
    expect(await answer.json()).toMatchObject({
      choices: [{ message: { content: "I'm sorry, I cannot help with refunds." } }],
    });
    expect([server.asked.length, await passed()]).toEqual([0, 0]);
  });

  it("sends on, as it is, what was recorded later or never, and says why", async () => {
    const { ask, passed } = await scene();
    const later = await ask(RECORDED, { until: "0", more: { stream: true, temperature: 0.125, big: 1 } });
    expect(later.headers.get("recount-passed-on")).toBe("recorded after call 0");
    expect(later.headers.get("content-type")).toContain("text/event-stream");
    const text = await later.text();
    expect(text).toContain("data: [DONE]");
    expect([...text.matchAll(/"content":"([^"]*)"/g)].map(([, piece]) => piece).join("")).toBe(
      "What a model says now.",
    );
    expect(server.asked[0]).toMatchObject({
      path: "/v1/chat/completions",
      headers: { authorization: "Bearer sk-test-0123456789" },
      body: { model: "model-a", messages: RECORDED, stream: true, temperature: 0.125, big: 1 },
    });
    const never = await ask([
      ...RECORDED,
      { role: "assistant", content: "No." },
      { role: "user", content: "Why — 为什么?" },
    ]);
    expect(never.status).toBe(200);
    expect(never.headers.get("recount-passed-on")).toMatch(/^No recorded call was asked this.*messages\[4\]/);
    await never.text();
    expect([server.asked.length, await passed()]).toEqual([2, 2]);
  });

  it("is refused to a key that only reads, with a number that is none, and at a provider of another kind", async () => {
    const { ask, read, admin } = await scene();
    const other = await addProvider(
      admin,
      { kind: "anthropic", name: "Other", baseUrl: server.url, apiKey: null, models: [] },
      SECRET,
    );
    const statuses = [
      await ask(RECORDED, { key: read }),
      await ask(RECORDED, { until: "soon" }),
      await ask(RECORDED, { until: "-1" }),
      await ask(RECORDED, { until: "0", provider: "999999" }),
      await ask(RECORDED, { until: "0", provider: String(other.id) }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([403, 400, 400, 404, 400]);
    expect(server.asked).toEqual([]);
  });

  it("tells what the provider refuses without its key, and what may be asked again", async () => {
    const { ask } = await scene();
    server.state.answering = () => (response) =>
      response
        .writeHead(429, { "content-type": "application/json", "retry-after": "7" })
        .end('{"error":{"message":"slow down, sk-test-0123456789"}}');
    const limited = await ask(RECORDED, { until: "0" });
    expect([
      limited.status,
      limited.headers.get("retry-after"),
      limited.headers.get("x-should-retry"),
    ]).toEqual([429, "7", "true"]);
    expect(await limited.text()).not.toContain("sk-test");
    server.state.answering = () => (response) => response.writeHead(401).end("{}");
    const refused = await ask(RECORDED, { until: "0" });
    expect([refused.status, refused.headers.get("x-should-retry")]).toEqual([400, "false"]);
    expect(await refused.json()).toMatchObject({
      error: { message: expect.stringContaining("refuses the key (401)") },
    });
  });

  it("is ended at the provider when the agent leaves", async () => {
    const { ask } = await scene();
    server.state.answering = () => ({ text: "slow ".repeat(200), pauseMs: 20 });
    const leaving = new AbortController();
    const answer = await ask(RECORDED, { until: "0", more: { stream: true }, signal: leaving.signal });
    await answer.body?.cancel();
    leaving.abort();
    await expect.poll(() => server.state.hungUp).toBe(1);
  });

  it("goes on a thousand times an hour", async () => {
    const { project, ask } = await scene();
    await db.owner`
      insert into audit_log (project_id, actor_kind, actor_name, action)
      select ${project.id}, 'system', 'test', 'replay.passed_on' from generate_series(1, 999)`;
    expect((await ask(RECORDED, { until: "0" })).status).toBe(200);
    expect((await ask(RECORDED, { until: "0" })).status).toBe(429);
    expect(server.asked).toHaveLength(1);
  });
});
