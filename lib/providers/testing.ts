import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type { Json, JsonObject } from "@/lib/model/json";

import type { Connection } from "./connect-provider";
import type { ProviderKind } from "./provider";

export interface Said {
  text?: string;
  calls?: { name: string; arguments: Json }[];
  usage?: JsonObject | null;
  /** Between two pieces of the answer. */
  pauseMs?: number;
}

export interface AskedOfServer {
  path: string;
  headers: http.IncomingHttpHeaders;
  body: JsonObject;
}

/** What is answered to a request: something said, or by hand. */
type Answering = (
  asked: AskedOfServer,
) => Said | ((response: ServerResponse, request: IncomingMessage) => void);

/** A model server that speaks OpenAI's chat completions and Anthropic's Messages, streamed, and keeps what it was asked. */
export async function startModelServer(answering: Answering) {
  const asked: AskedOfServer[] = [];
  const state = { hungUp: 0, answering, models: ["model-a", "model-b"] as string[] | null };
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("close", () => {
      if (!response.writableEnded) state.hungUp++;
    });
    request.on("end", () => {
      const path = request.url ?? "";
      if (request.method === "GET") {
        const { models } = state;
        response.writeHead(models === null ? 404 : 200, { "content-type": "application/json" });
        response.end(JSON.stringify({ data: (models ?? []).map((id) => ({ id })) }));
        return;
      }
      const body = JSON.parse(Buffer.concat(chunks).toString()) as JsonObject;
      const one = { path, headers: request.headers, body };
      asked.push(one);
      const said = state.answering(one);
      if (typeof said === "function") said(response, request);
      else void stream(response, path.endsWith("/messages") ? messagesEvents(said) : chatEvents(said), said);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { asked, state, url, close };
}

/** A connection to such a server. */
export const connectionTo = (url: string, kind: ProviderKind = "openai"): Connection => ({
  id: 1,
  kind,
  name: "Models",
  baseUrl: kind === "openai" ? `${url}/v1` : url,
  models: [],
  apiKey: "sk-test-0123456789",
  allowPrivate: true,
});

async function stream(response: ServerResponse, events: string[], { pauseMs = 0 }: Said): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of events) {
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (response.destroyed) return;
    response.write(event);
  }
  response.end();
}

const piecesOf = (text: string): string[] => text.match(/.{1,12}/gsu) ?? [];

function chatEvents({ text = "", calls = [], usage }: Said): string[] {
  const event = (choice: JsonObject | null, more: JsonObject = {}) =>
    `data: ${JSON.stringify({
      id: "c1",
      object: "chat.completion.chunk",
      model: "model-a-2026",
      choices: choice === null ? [] : [{ index: 0, ...choice }],
      ...more,
    })}\n\n`;
  return [
    event({ delta: { role: "assistant", content: "" } }),
    ...piecesOf(text).map((content) => event({ delta: { content } })),
    ...calls.flatMap(({ name, arguments: given }, index) => {
      const [first = "", ...rest] = piecesOf(JSON.stringify(given));
      return [
        event({ delta: { tool_calls: [{ index, id: `t${index}`, function: { name, arguments: first } }] } }),
        ...rest.map((piece) => event({ delta: { tool_calls: [{ index, function: { arguments: piece } }] } })),
      ];
    }),
    event({ delta: {}, finish_reason: calls.length > 0 ? "tool_calls" : "stop" }),
    ...(usage === null
      ? []
      : [event(null, { usage: usage ?? { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 } })]),
    "data: [DONE]\n\n",
  ];
}

function messagesEvents({ text = "", calls = [], usage }: Said): string[] {
  const event = (type: string, data: JsonObject) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
  const blocks = [
    ...(text === "" ? [] : [{ type: "text", text: "" }]),
    ...calls.map(({ name }, at) => ({ type: "tool_use", id: `t${at}`, name, input: {} })),
  ];
  const delta = (index: number): JsonObject[] =>
    text !== "" && index === 0
      ? piecesOf(text).map((piece) => ({ type: "text_delta", text: piece }))
      : piecesOf(JSON.stringify(calls[index - (text === "" ? 0 : 1)]?.arguments)).map((piece) => ({
          type: "input_json_delta",
          partial_json: piece,
        }));
  return [
    event("message_start", {
      message: { model: "claude-2026", usage: { input_tokens: 100, output_tokens: 1, ...usage } },
    }),
    event("ping", {}),
    ...blocks.flatMap((content_block, index) => [
      event("content_block_start", { index, content_block }),
      ...delta(index).map((one) => event("content_block_delta", { index, delta: one })),
      event("content_block_stop", { index }),
    ]),
    event("message_delta", {
      delta: { stop_reason: calls.length > 0 ? "tool_use" : "end_turn" },
      usage: { output_tokens: 10 },
    }),
    event("message_stop", {}),
  ];
}
