import http from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { makeApiKey } from "@/lib/auth/api-key";
import { KnownBodies } from "@/lib/bodies/known-bodies";
import type { Context } from "@/lib/context";
import { deriveTraces } from "@/lib/derive/derive-traces";
import { accept } from "@/lib/ingest/accept";
import { decodeCase, WIRE_CLIENTS, wireCases } from "@/lib/ingest/wire-case.testing";
import { writeBatch } from "@/lib/ingest/write";
import type { Json, JsonObject } from "@/lib/model/json";
import { messageText, type Message } from "@/lib/model/message";
import type { ModelSpan } from "@/lib/model/span";
import { modelSpan } from "@/lib/model/testing";
import type { Diagnosis } from "@/lib/replay-server/diagnosis";
import { MOST_RECORDED_SPANS } from "@/lib/replay-server/read-recorded";
import { hasAnswer } from "@/lib/replay-server/recorded-answer";
import { askedOf } from "@/lib/replay-server/recorded-call";
import type { SpanDocument } from "@/lib/traces/document";
import { getTrace } from "@/lib/traces/get-trace";

import { GET as doctor } from "./[trace_id]/doctor/route";
import { POST as chat } from "./[trace_id]/v1/chat/completions/route";
import { POST as anthropic } from "./[trace_id]/v1/messages/route";
import { GET as models } from "./[trace_id]/v1/models/route";
import { POST as responses } from "./[trace_id]/v1/responses/route";

const ROUTES = {
  "v1/chat/completions": chat,
  "v1/responses": responses,
  "v1/messages": anthropic,
  "v1/models": models,
  doctor,
};

let db: TestDatabase;
let ctx: Context;
let server: http.Server;
let url: string;
let key: string;
let strangersKey: string;
let ingestKey: string;

async function keyOf(project: number, scope: string): Promise<string> {
  const made = makeApiKey();
  await db.owner`
    insert into api_keys (project_id, name, prefix, key_hash, scopes)
    values (${project}, ${scope}, ${made.prefix}, ${made.hash}, ${[scope]}::text[])`;
  return made.key;
}

beforeAll(async () => {
  db = await createTestDatabase();
  vi.stubEnv("DATABASE_URL", db.url);
  const project = await makeProject(db.owner);
  ctx = { sql: db.app, project, actor: { kind: "system", name: "test" }, now: () => new Date() };
  [key, ingestKey] = [await keyOf(project.id, "read"), await keyOf(project.id, "ingest")];
  strangersKey = await keyOf((await makeProject(db.owner)).id, "read");
  // The routes as the framework calls them, behind real HTTP.
  server = http.createServer((request, response) => {
    const [, traceId = "", path = ""] = /^\/api\/v1\/replay\/([^/]+)\/(.*)$/.exec(request.url ?? "") ?? [];
    const asked = new Request(`http://localhost${request.url}`, {
      method: request.method,
      headers: request.headers as Record<string, string>,
      ...(request.method === "POST" && { body: Readable.toWeb(request), duplex: "half" }),
    } as RequestInit);
    void ROUTES[path as keyof typeof ROUTES](asked, { params: Promise.resolve({ trace_id: traceId }) }).then(
      async (answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        response.end(Buffer.from(await answer.arrayBuffer()));
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/replay`;
});
afterAll(async () => {
  server.close();
  vi.unstubAllEnvs();
  await (
    globalThis as unknown as { recountConsolePool?: { end: () => Promise<void> } }
  ).recountConsolePool?.end();
  await db.close();
});

async function store(spans: ModelSpan[]): Promise<void> {
  const decoded = { spans, additions: [], scores: [], rejected: [], ignored: 0 };
  const { batch } = accept(ctx, decoded);
  await writeBatch(db.pipeline, batch, new KnownBodies());
  while ((await deriveTraces(db.worker, new Map(), { minAgeMs: 0 })).marks > 0);
}

const post = (traceId: string, path: keyof typeof ROUTES, body: Json, headers: Record<string, string> = {}) =>
  fetch(`${url}/${traceId}/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}`, ...headers },
    // Keys in another order and with other white space than any client writes them.
    body: JSON.stringify(body, null, 3),
  });

const argumentsText = (given: Json): string =>
  typeof given === "string" ? given : JSON.stringify(given, null, 2);

const textOnly = (message: Message): boolean =>
  typeof message.content === "string" ||
  (message.content ?? []).every(({ type }) => type === "text" || type === "reasoning");

/** Recorded messages as the client of a provider would send them again, with other ids, other spelling and order of JSON. */
function again(span: SpanDocument, path: "v1/chat/completions" | "v1/responses" | "v1/messages"): JsonObject {
  const all = askedOf(span) as Message[];
  const start = all.findIndex(({ role }) => role !== "system" && role !== "developer");
  const messages = start < 0 ? [] : all.slice(start);
  const leading = all.slice(0, start < 0 ? all.length : start).map(messageText);
  const system = span.system ?? (leading.length > 0 ? leading.join("\n\n") : null);
  const ids = (id: string | null | undefined) => `other_${id}`;
  const items: Json[] = [];
  for (const message of messages) {
    const { role, tool_calls: calls = [], tool_call_id: id } = message;
    const text = messageText(message);
    if (path === "v1/chat/completions")
      items.push(
        role === "tool"
          ? { role, tool_call_id: ids(id), content: text }
          : {
              role,
              content: text === "" && calls.length > 0 ? null : text,
              ...(calls.length > 0 && {
                tool_calls: calls.map((call) => ({
                  function: { arguments: argumentsText(call.arguments), name: call.name },
                  type: "function",
                  id: ids(call.id),
                })),
              }),
            },
      );
    else if (path === "v1/responses") {
      if (role === "tool") items.push({ type: "function_call_output", call_id: ids(id), output: text });
      else if (text !== "" || calls.length === 0)
        items.push({ role, content: [{ type: "input_text", text }] });
      for (const call of calls)
        items.push({
          type: "function_call",
          call_id: ids(call.id),
          name: call.name,
          arguments: argumentsText(call.arguments),
        });
    } else if (role === "tool")
      items.push({ role: "user", content: [{ type: "tool_result", tool_use_id: ids(id), content: text }] });
    else
      items.push({
        role,
        content: [
          ...(text === "" && calls.length > 0 ? [] : [{ type: "text", text }]),
          ...calls.map((call) => ({
            type: "tool_use",
            id: ids(call.id),
            name: call.name,
            input: JSON.parse(argumentsText(call.arguments)) as Json,
          })),
        ],
      });
  }
  const model = span.request_model ?? "any";
  if (path === "v1/responses")
    return { model, input: items, ...(system !== null && { instructions: system }) };
  if (path === "v1/messages")
    return {
      model,
      max_tokens: 100,
      messages: items,
      ...(system !== null && { system: [{ type: "text", text: system }] }),
    };
  return { model, messages: [...(system === null ? [] : [{ role: "system", content: system }]), ...items] };
}

interface Said {
  text: string;
  calls: { name: string; arguments: Json }[];
}

/** What any provider's answer says. */
function saidBy(body: JsonObject): Said {
  const loose = body as Record<string, never> as {
    choices?: {
      message: { content: string | null; tool_calls?: { function: { name: string; arguments: string } }[] };
    }[];
    output?: { type: string; content?: { text?: string }[]; name?: string; arguments?: string }[];
    content?: { type: string; text?: string; name?: string; input?: Json }[];
  };
  const call = (name = "", text = "{}") => ({ name, arguments: JSON.parse(text) as Json });
  const choice = loose.choices?.[0]?.message;
  if (choice)
    return {
      text: choice.content ?? "",
      calls: (choice.tool_calls ?? []).map(({ function: { name, arguments: given } }) => call(name, given)),
    };
  if (loose.output)
    return {
      text: loose.output.flatMap(({ content }) => (content ?? []).map(({ text }) => text ?? "")).join(""),
      calls: loose.output
        .filter(({ type }) => type === "function_call")
        .map((item) => call(item.name, item.arguments)),
    };
  const blocks = loose.content ?? [];
  return {
    text: blocks.map(({ type, text }) => (type === "text" ? text : "")).join(""),
    calls: blocks
      .filter(({ type }) => type === "tool_use")
      .map(({ name = "", input = null }) => ({ name, arguments: input })),
  };
}

/** The whole answer, put together of the events of its stream. */
function streamed(text: string, path: string): JsonObject {
  const events = text
    .split("\n\n")
    .map((event) => /^data: (.*)$/m.exec(event)?.[1] ?? "")
    .filter((data) => data !== "" && data !== "[DONE]")
    .map((data) => JSON.parse(data) as Record<string, never>);
  if (path === "v1/responses") return (events.at(-1) as unknown as { response: JsonObject }).response;
  if (path === "v1/messages") {
    const blocks: { type: string; text?: string; json?: string; name?: string; input?: Json }[] = [];
    for (const event of events as unknown as {
      type: string;
      index: number;
      content_block: object;
      delta: Record<string, string>;
    }[]) {
      if (event.type === "content_block_start")
        blocks[event.index] = { ...(event.content_block as { type: string }) };
      const block = blocks[event.index];
      if (event.type !== "content_block_delta" || !block) continue;
      block.text = (block.text ?? "") + (event.delta.text ?? "");
      block.json = (block.json ?? "") + (event.delta.partial_json ?? "");
    }
    return {
      content: blocks.map(({ json, ...block }) => ({
        ...block,
        ...(json && { input: JSON.parse(json) as Json }),
      })),
    };
  }
  let content = "";
  const calls: { function: { name: string; arguments: string } }[] = [];
  for (const { choices } of events as unknown as {
    choices: {
      delta: {
        content?: string;
        tool_calls?: { index: number; function: { name?: string; arguments: string } }[];
      };
    }[];
  }[])
    for (const { delta } of choices) {
      content += delta.content ?? "";
      for (const call of delta.tool_calls ?? []) {
        const known = (calls[call.index] ??= { function: { name: call.function.name ?? "", arguments: "" } });
        known.function.arguments += call.function.arguments;
      }
    }
  return { choices: [{ message: { content, tool_calls: calls } }] };
}

const PATHS = ["v1/chat/completions", "v1/responses", "v1/messages"] as const;

describe("what a real client recorded is answered again, in every provider's format, streamed and not", () => {
  const cases = wireCases(WIRE_CLIENTS)?.filter(({ meta }) =>
    meta.requests.every(
      ({ file, path }) => file === null || /v1\/(?:traces|logs|metrics)\/?$|\/ingestion$/.test(path),
    ),
  );
  if (!cases)
    it("recorded requests are absent: set RECOUNT_FIXTURES to the folder that holds fixtures/wire", () =>
      expect(cases).toBeFalsy());
  let asked = 0;
  const clients = new Set<string>();
  it.each(cases ?? [])("$name", async (one) => {
    const { spans } = decodeCase(one);
    // Days of the recordings lie far back: the store takes what is recent.
    const shift = BigInt(Date.now() - 3_600_000) * 1_000_000n - (spans[0]?.startedAtNs ?? 0n);
    await store(spans.map((span) => ({ ...span, startedAtNs: span.startedAtNs + shift })));
    for (const traceId of new Set(spans.map((span) => span.traceId))) {
      const trace = await getTrace(ctx, { traceId });
      const calls = trace.spans.filter(
        (span) => span.kind === "llm" && askedOf(span)?.every(textOnly) && hasAnswer(span),
      );
      for (const span of calls) {
        const twins = calls.filter(
          (other) => JSON.stringify(askedOf(other)) === JSON.stringify(askedOf(span)),
        );
        for (const path of PATHS) {
          const body = again(span, path);
          const answer = await post(traceId, path, body);
          const said = (await answer.json()) as JsonObject;
          expect(answer.status, JSON.stringify(said)).toBe(200);
          const found = twins.find(({ span_id: id }) => id === answer.headers.get("recount-span-id"));
          expect(found?.span_id, `${path}: which span answered`).toBeDefined();
          const wanted: Said = {
            text: found?.output_text ?? "",
            calls: (found?.tool_calls ?? []).map(({ name, arguments: given }) => ({
              name,
              arguments: given ?? {},
            })),
          };
          expect(saidBy(said)).toEqual(wanted);
          expect(answer.headers.get("recount-saved-usd")).toBe(found?.cost_usd ?? "unknown");
          if (twins.length === 1) {
            const stream = await post(traceId, path, { ...body, stream: true });
            expect(stream.headers.get("content-type")).toBe("text/event-stream");
            expect(saidBy(streamed(await stream.text(), path))).toEqual(wanted);
          }
          asked++;
        }
        clients.add(one.name.split("/")[0] as string);
      }
    }
  });
  if (cases)
    it("by at least six clients", () => {
      expect(clients.size).toBeGreaterThanOrEqual(6);
      expect(asked).toBeGreaterThan(50);
    });
});

let traces = 0;
/** A trace of calls, a second after the other. */
async function recorded(calls: Partial<ModelSpan>[]): Promise<string> {
  const traceId = `f${(++traces).toString(16).padStart(31, "0")}`;
  const startedAtNs = BigInt(Date.now() - 600_000) * 1_000_000n;
  await store(
    calls.map((call, index) =>
      modelSpan({
        traceId,
        spanId: (index + 1).toString(16).padStart(16, "0"),
        kind: "llm",
        name: "chat",
        provider: "openai",
        requestModel: "gpt-4o-mini",
        startedAtNs: startedAtNs + BigInt(index) * 1_000_000_000n,
        durationNs: 500_000_000n,
        ...call,
      }),
    ),
  );
  return traceId;
}

const user = (content: string) => ({ role: "user", content });
const assistant = (content: string) => ({ role: "assistant", content });
const spanId = (number: number) => number.toString(16).padStart(16, "0");

describe("a request that nothing recorded answers", () => {
  it("is told how it differs from the nearest call, and the providers' clients do not try it again", async () => {
    const story = "There was once a parcel that travelled very far. ".repeat(5);
    const traceId = await recorded([
      { input: [user("Hello")], output: [assistant("Hi.")] },
      {
        input: [user("Hello"), assistant("Hi."), user(`${story}Where is A-17?`)],
        output: [assistant("Here.")],
      },
    ]);
    const messages = [user("Hello"), assistant("Hi."), user(`${story}Where is A-18?`)];
    const answer = await post(traceId, "v1/chat/completions", { model: "gpt-4o-mini", messages });
    const { error } = (await answer.json()) as { error: JsonObject };
    expect([answer.status, answer.headers.get("x-should-retry")]).toEqual([404, "false"]);
    expect(error).toMatchObject({
      type: "not_found_error",
      code: "replay_miss",
      param: "messages[2]",
      recount: {
        nearest_span_id: spanId(2),
        nearest_call: 2,
        calls: 2,
        path: "messages[2]",
        role: "user",
        part: "text",
      },
    });
    const { asked, recorded: kept } = error.recount as { asked: string; recorded: string };
    expect([asked.endsWith("Where is A-18?"), kept.endsWith("Where is A-17?")]).toEqual([true, true]);
    expect(asked.length).toBeLessThan(130);
    expect(error.message).toContain("messages[2] (user) differs in its text");
    // Anthropic's clients read an error in another place.
    const told = await post(traceId, "v1/messages", {
      model: "m",
      max_tokens: 1,
      messages,
      system: "Be kind.",
    });
    expect([told.status, await told.json()]).toMatchObject([
      404,
      { type: "error", error: { type: "not_found_error", recount: { path: "system", part: "message" } } },
    ]);
  });

  it("is told which side goes on where the other ends, and whose arguments differ", async () => {
    const call = (arguments_: Json) => ({
      role: "assistant",
      content: null,
      tool_calls: [{ id: "c1", name: "get", arguments: arguments_ }],
    });
    const traceId = await recorded([
      {
        input: [user("Hello"), call({ id: 1 }), { role: "tool", tool_call_id: "c1", content: "1" }],
        output: [assistant("Hi.")],
      },
    ]);
    const ask = async (messages: Json[]) =>
      (
        (await (await post(traceId, "v1/chat/completions", { messages })).json()) as {
          error: { message: string };
        }
      ).error.message;
    expect(await ask([user("Hello")])).toContain(
      'the recorded call goes on at messages[1] with "assistant: get({\\"id\\":1})"',
    );
    const asked = {
      role: "assistant",
      tool_calls: [{ id: "x", type: "function", function: { name: "get", arguments: '{"id":2}' } }],
    };
    expect(await ask([user("Hello"), asked])).toContain("messages[1] (assistant) differs in its tool calls");
  });
});

describe("a recorded call", () => {
  it("of several that were asked the same is given in turn, from the first again, for each key alone", async () => {
    const input = [user("Roll a die")];
    const traceId = await recorded([
      { input, output: [assistant("3")] },
      { input, output: null, isError: true, error: { type: "RateLimit", message: "slow down", stack: null } },
      { input, output: [assistant("5")] },
      { input, output: [assistant("6")], requestModel: "gpt-4o" },
    ]);
    const roll = async (model: string) => {
      const answer = await post(traceId, "v1/chat/completions", { model, messages: input });
      return [saidBy((await answer.json()) as JsonObject).text, answer.headers.get("recount-equal-calls")];
    };
    expect([await roll("gpt-4o-mini"), await roll("gpt-4o-mini"), await roll("gpt-4o-mini")]).toEqual([
      ["3", "1/2"],
      ["5", "2/2"],
      ["3", "1/2"],
    ]);
    expect(await roll("gpt-4o")).toEqual(["6", null]);
  });

  it("without an answer says so and makes none up; what else was not recorded is named", async () => {
    const traceId = await recorded([
      { input: [user("a")], output: null },
      {
        input: [user("b")],
        output: null,
        isError: true,
        error: { type: "Overloaded", message: "busy", stack: null },
      },
      {
        input: [user("c")],
        output: [
          { role: "assistant", content: null, tool_calls: [{ id: null, name: "get", arguments: null }] },
        ],
        requestModel: null,
        finishReason: null,
      },
    ]);
    const ask = async (text: string) => {
      const answer = await post(traceId, "v1/messages", { model: "claude", messages: [user(text)] });
      return { status: answer.status, headers: answer.headers, body: (await answer.json()) as JsonObject };
    };
    expect(await ask("a")).toMatchObject({
      status: 404,
      body: { error: { message: expect.stringContaining("no recorded answer") } },
    });
    expect(await ask("b")).toMatchObject({
      status: 404,
      body: { error: { message: expect.stringContaining("failed (Overloaded: busy)") } },
    });
    const { status, headers, body } = await ask("c");
    expect([status, headers.get("recount-not-recorded")]).toEqual([
      200,
      "tool call ids, finish reason, model, usage",
    ]);
    expect(headers.get("recount-saved-usd")).toBe("unknown");
    expect(headers.get("recount-saved-ms")).toBe("500");
    expect(body).toMatchObject({
      model: "claude",
      stop_reason: "tool_use",
      usage: { input_tokens: null, output_tokens: null },
      content: [{ type: "tool_use", name: "get", input: {} }],
    });
  });

  it("keeps its finish reason, its usage, its thoughts and the ids of its tool calls", async () => {
    const tokens = {
      inputUncached: 10,
      cacheRead: 30,
      cacheWrite: null,
      cacheWrite1h: null,
      inputAudio: null,
      outputText: 7,
      reasoning: 5,
      outputAudio: null,
    };
    const output = [
      {
        role: "assistant",
        content: [
          { type: "reasoning" as const, text: "hm", signature: "sig" },
          { type: "text" as const, text: "Wait" },
        ],
        tool_calls: [{ id: "call_9", name: "get", arguments: '{"a": 1.0}' }],
      },
    ];
    const traceId = await recorded([
      { input: [user("x")], output, tokens, finishReason: "length", responseModel: "gpt-4o-mini-2024-07-18" },
    ]);
    const ask = async (path: (typeof PATHS)[number]) => {
      const body = { model: "gpt-4o-mini", [path === "v1/responses" ? "input" : "messages"]: [user("x")] };
      return (await (await post(traceId, path, body)).json()) as JsonObject;
    };
    expect(await ask("v1/chat/completions")).toMatchObject({
      model: "gpt-4o-mini-2024-07-18",
      choices: [
        {
          finish_reason: "length",
          message: { content: "Wait", tool_calls: [{ id: "call_9", function: { arguments: '{"a": 1.0}' } }] },
        },
      ],
      usage: {
        prompt_tokens: 40,
        completion_tokens: 12,
        total_tokens: 52,
        prompt_tokens_details: { cached_tokens: 30 },
      },
    });
    expect(await ask("v1/responses")).toMatchObject({
      status: "incomplete",
      incomplete_details: { reason: "max_output_tokens" },
      output: [{ type: "reasoning" }, { type: "message" }, { type: "function_call", call_id: "call_9" }],
      usage: { input_tokens: 40, output_tokens: 12, output_tokens_details: { reasoning_tokens: 5 } },
    });
    expect(await ask("v1/messages")).toMatchObject({
      stop_reason: "max_tokens",
      content: [
        { type: "thinking", thinking: "hm", signature: "sig" },
        { type: "text" },
        { type: "tool_use", id: "call_9", input: { a: 1 } },
      ],
      usage: { input_tokens: 10, cache_read_input_tokens: 30, output_tokens: 12 },
    });
  });
});

describe("who may ask", () => {
  it("is whoever's key reads the project, in either provider's header", async () => {
    const traceId = await recorded([{ input: [user("x")], output: [assistant("y")] }]);
    const body = { model: "m", messages: [user("x")] };
    const status = async (headers: Record<string, string>) =>
      (await post(traceId, "v1/messages", body, { authorization: "", ...headers })).status;
    expect([
      await status({ "x-api-key": key }),
      await status({ authorization: `Bearer ${key}` }),
      await status({ "x-api-key": strangersKey }),
      await status({ "x-api-key": ingestKey }),
      await status({}),
    ]).toEqual([200, 200, 404, 403, 401]);
    const refused = await post(traceId, "v1/chat/completions", body, {
      authorization: `Bearer ${ingestKey}`,
    });
    expect(await refused.json()).toMatchObject({ error: { type: "permission_error", code: "forbidden" } });
    const listed = await fetch(`${url}/${traceId}/v1/models`, { headers: { "x-api-key": key } });
    expect(await listed.json()).toMatchObject({
      object: "list",
      data: [{ id: "gpt-4o-mini", object: "model" }],
    });
    expect((await fetch(`${url}/${traceId}/doctor`, { headers: { "x-api-key": strangersKey } })).status).toBe(
      404,
    );
  });

  it.each<[string, Json, number]>([
    ["no messages", { model: "m" }, 400],
    ["messages that are none", { messages: [] }, 400],
    ["no object", ["x"], 400],
    ["too much", { messages: [user("x".repeat(17_000_000))] }, 413],
  ])("is told what is wrong with %s", async (_, body, status) => {
    const traceId = await recorded([{ input: [user("x")], output: [assistant("y")] }]);
    const answer = await post(traceId, "v1/chat/completions", body);
    expect([answer.status, await answer.json()]).toMatchObject([
      status,
      { error: { message: expect.any(String) } },
    ]);
  });
});

it("a trace of very many calls is looked at as far as said", async () => {
  const calls = Array.from({ length: MOST_RECORDED_SPANS + 3 }, (_, n) => ({
    input: [user(`question ${n}`)],
    output: [assistant(`answer ${n}`)],
  }));
  const traceId = await recorded(calls);
  const answer = await post(traceId, "v1/chat/completions", {
    messages: [user(`question ${MOST_RECORDED_SPANS + 2}`)],
  });
  expect([answer.status, await answer.json()]).toMatchObject([
    404,
    { error: { recount: { calls: MOST_RECORDED_SPANS, all_calls_looked_at: false } } },
  ]);
});

it("the doctor tells what stands in the way, span by span, and what a replay saves", async () => {
  const today = new Date().toISOString().slice(0, 10);
  const two = [1, 2].map((n) => ({ id: `c${n}`, name: "get", arguments: { n } }));
  const traceId = await recorded([
    {
      system: `Today is ${today}.`,
      input: [user("Booked on 2019-01-01")],
      output: [{ role: "assistant", content: null, tool_calls: two }],
      parameters: { temperature: 0.7 },
      flags: 16,
    },
    {
      input: [
        user("x"),
        { role: "assistant", content: null, tool_calls: two },
        { role: "tool", tool_call_id: "c2", content: "2" },
        { role: "tool", tool_call_id: "c1", content: "1" },
      ],
      output: [{ role: "assistant", content: null, tool_calls: [{ id: "c3", name: "lost", arguments: {} }] }],
      parameters: { temperature: 0 },
    },
    { input: null, output: null, parameters: { seed: 7 } },
    { kind: "tool", name: "silent", toolName: "silent", inputValue: { a: 1 }, outputValue: null },
    {
      input: [user("kept")],
      output: [assistant("y")],
      parameters: { seed: 7, previous_response_id: "resp_1" },
    },
    { input: [user("same")], output: [assistant("y")], parameters: { seed: 7 } },
    { input: [user("same")], output: [assistant("z")], parameters: { seed: 7 } },
  ]);
  const answer = await fetch(`${url}/${traceId}/doctor`, { headers: { "x-api-key": key } });
  const told = (await answer.json()) as Diagnosis;
  expect(told.findings.map(({ kind, span_id: id }) => [kind, Number.parseInt(id, 16)])).toEqual([
    ["truncated", 1],
    ["sampling", 1],
    ["time_in_prompt", 1],
    ["no_tool_result", 2],
    ["order_of_results", 2],
    ["no_messages", 3],
    ["no_answer", 3],
    ["no_tool_result", 4],
    ["server_state", 5],
    ["equal_calls", 6],
    ["equal_calls", 7],
  ]);
  expect(told).toMatchObject({
    model_calls: 6,
    answerable_calls: 5,
    // The call that has no answer is not saved: it would have to be made.
    saves: { calls_of_unknown_cost: 5, ms: 2500 },
    all_spans_looked_at: true,
  });
  expect(told.findings.find(({ kind }) => kind === "time_in_prompt")?.message).toContain(today);
});
