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
  if (path === "v1/responses") return (events.at(-1) as { response: JsonObject }).response;
  if (path === "v1/messages") {
    const blocks: { type: string; text?: string; json?: string; name?: string; input?: Json }[] = [];
    for (const event of events as {
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
      console.log(asked, [...clients]);
    });
});
