import http from "node:http";
import type { AddressInfo } from "node:net";
import type { JsonObject } from "@/lib/model/json";
import type { Answer } from "./answers";
import { answerMessages } from "./provider-anthropic";
import { answerChat, answerEmbeddings, answerResponses } from "./provider-openai";

/** What really happened: one entry for each request that the provider answered. */
export interface ProviderCall {
  api: "chat" | "responses" | "messages" | "embeddings";
  provider: "openai" | "anthropic";
  requestModel: string;
  responseModel: string;
  streaming: boolean;
  system: string | null;
  question: string;
  answer: Answer;
  /** Whether a stream said how many tokens it took. */
  usageSent: boolean;
  receivedAtMs: number;
  firstContentAtMs: number | null;
}

export interface Provider {
  url: string;
  calls: ProviderCall[];
  end: () => Promise<void>;
}

/** What a protocol makes of a request: the call for the record, and how to answer. */
export interface Exchange {
  call: Omit<ProviderCall, "receivedAtMs" | "firstContentAtMs">;
  /** The answer in one piece. */
  whole: () => JsonObject;
  /** Server-sent events; `before` come `headStartMs` before the content, `content` after the wait for the first token. */
  events: () => { headStartMs: number; before: ServerEvent[]; content: ServerEvent[] };
  /** The body of a refusal. */
  refusal: (message: string) => JsonObject;
}

/** `name`: protocols that name their events; `data` null ends a stream of chat completions. */
export interface ServerEvent {
  name?: string;
  data: JsonObject | null;
}

const PROTOCOLS: Record<string, (body: JsonObject) => Exchange> = {
  "/v1/chat/completions": answerChat,
  "/v1/responses": answerResponses,
  "/v1/embeddings": answerEmbeddings,
  "/v1/messages": answerMessages,
};

/**
 * A server that speaks like OpenAI and Anthropic and answers from a script: SIMULATED, no model runs. It remembers what it
 * answered, which is the truth that Recount's record is compared with.
 */
export async function startProvider(): Promise<Provider> {
  const calls: ProviderCall[] = [];
  const server = http.createServer((request, response) => {
    void serve(request, response, calls).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    end: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  calls: ProviderCall[],
): Promise<void> {
  const receivedAtMs = Date.now();
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const path = (request.url ?? "").split("?")[0] ?? "";
  const protocol = PROTOCOLS[path];
  if (protocol === undefined) {
    json(response, 404, { error: { message: `The simulated provider has no ${path}` } });
    return;
  }
  const exchange = protocol(JSON.parse(Buffer.concat(chunks).toString()) as JsonObject);
  const call: ProviderCall = { ...exchange.call, receivedAtMs, firstContentAtMs: null };
  calls.push(call);
  const { refusal, firstTokenMs } = call.answer;
  // A model takes its time: spans of 0 ms would hide mistakes in durations.
  await pause(20);
  if (refusal !== null) json(response, refusal.status, exchange.refusal(refusal.message));
  else if (!call.streaming) json(response, 200, exchange.whole());
  else {
    const { headStartMs, before, content } = exchange.events();
    response.writeHead(200, { "content-type": "text/event-stream", "x-simulated": "true" });
    response.flushHeaders();
    await pause(firstTokenMs - headStartMs);
    for (const event of before) send(response, event);
    await pause(headStartMs);
    call.firstContentAtMs = Date.now();
    for (const event of content) {
      send(response, event);
      await pause(10);
    }
    response.end();
  }
}

const send = (response: http.ServerResponse, { name, data }: ServerEvent): void => {
  const line = name === undefined ? "" : `event: ${name}\n`;
  response.write(`${line}data: ${data === null ? "[DONE]" : JSON.stringify(data)}\n\n`);
};

function json(response: http.ServerResponse, status: number, body: JsonObject): void {
  response.writeHead(status, { "content-type": "application/json", "x-simulated": "true" });
  response.end(JSON.stringify(body));
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
