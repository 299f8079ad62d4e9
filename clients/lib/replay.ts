import http from "node:http";
import type { AddressInfo } from "node:net";
import type { JsonObject } from "@/lib/model/json";
import { isObject } from "@/lib/model/json";
import { messageText } from "@/lib/model/message";
import type { SpanDocument, TraceDocument } from "@/lib/traces/document";
import type { Target } from "./client-spec";
import { answerEmbeddings } from "./provider-openai";

/** What a program's second run was answered, in order. */
export interface Replayed {
  /** The recorded span that answered; null: a miss. */
  spanId: string | null;
  /** What a miss says. */
  message: string | null;
}

export interface Replay {
  url: string;
  requests: Replayed[];
  end: () => Promise<void>;
}

/**
 * Stands where the provider stood and has no provider behind it: each model call goes to Recount's replay server, trace after trace of
 * what the program recorded before, until one of them knows it. A program may record one conversation a trace; an agent of one trace
 * is answered by its first. Embeddings, which are not replayed, are answered as the simulated provider does.
 */
export async function startReplay({ url, key }: Target, traces: readonly TraceDocument[]): Promise<Replay> {
  const requests: Replayed[] = [];
  const ids = traces
    .filter(({ spans }) => spans.some(({ kind }) => kind === "llm"))
    .map(({ trace_id }) => trace_id);
  const isNew = (answer: Response): boolean =>
    !requests.some(({ spanId }) => spanId === answer.headers.get("recount-span-id"));
  const server = http.createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  const serve = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const path = (request.url ?? "").split("?")[0] ?? "";
    if (path === "/v1/embeddings") {
      const exchange = answerEmbeddings(JSON.parse(body.toString()) as JsonObject);
      response.writeHead(200, { "content-type": "application/json", "x-simulated": "true" });
      response.end(JSON.stringify(exchange.whole()));
      return;
    }
    let answer: Response | null = null;
    for (const id of ids) {
      const next = await fetch(`${url}/api/v1/replay/${id}${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body,
      });
      // A call that is known and has no answer says more than one that is not known.
      if (answer === null || next.ok || (!answer.ok && (await isKnown(next)))) answer = next;
      // Two conversations, each a trace of its own, may ask the same: one that has not answered yet is preferred.
      if (next.ok && isNew(next)) break;
    }
    const text = answer === null ? "{}" : await answer.text();
    requests.push({
      spanId: answer?.ok ? answer.headers.get("recount-span-id") : null,
      message: answer?.ok ? null : messageOf(text),
    });
    response.writeHead(answer?.status ?? 404, {
      "content-type": answer?.headers.get("content-type") ?? "application/json",
    });
    response.end(text);
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    end: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Refused by a recording that holds the call, and no answer to it. */
const isKnown = async (answer: Response): Promise<boolean> => {
  const body = (await answer.clone().json()) as { error?: { recount?: unknown } };
  return body.error?.recount === undefined;
};

function messageOf(body: string): string {
  const parsed: unknown = JSON.parse(body);
  return isObject(parsed) && isObject(parsed.error) ? String(parsed.error.message) : body;
}

/** What a second run was told, and what its record shows, against the first: empty when both ran the same. */
export function replayDifferences(
  recorded: readonly TraceDocument[],
  again: readonly TraceDocument[],
  requests: readonly Replayed[],
): string[] {
  const answered = modelCalls(recorded).filter(({ status }) => status !== "error");
  const served = requests.flatMap(({ spanId }) => spanId ?? []);
  const found: string[] = [];
  if (new Set(served).size !== served.length) found.push("one recorded call answered several");
  for (const { span_id, name, output_text } of answered)
    if (!served.includes(span_id)) found.push(`recorded and not asked for again: ${name}: ${output_text}`);
  for (const { message } of requests.filter(({ spanId }) => spanId === null))
    if (!EXPLAINED.test(message ?? "")) found.push(`a miss that is not explained: ${message}`);
  const [before, after] = [answered, modelCalls(again).filter(({ status }) => status !== "error")].map(
    (spans) => spans.map(saidBy),
  );
  if (JSON.stringify(before) !== JSON.stringify(after))
    found.push(`said otherwise: recorded ${JSON.stringify(before)}, again ${JSON.stringify(after)}`);
  return found;
}

/** A call that was refused when it was recorded has no answer, and one that left no span was not recorded. */
const EXPLAINED = /failed|no recorded|was not recorded|differ/i;

const modelCalls = (traces: readonly TraceDocument[]): SpanDocument[] =>
  traces
    .flatMap(({ spans }) => spans)
    .filter(({ kind }) => kind === "llm")
    .sort((a, b) => (a.started_at < b.started_at ? -1 : 1));

const saidBy = ({ input, output_text, tool_calls, finish_reason }: SpanDocument): object => ({
  asked: (input ?? []).map((message) => [message.role, messageText(message)]),
  output_text,
  tool_calls: (tool_calls ?? []).map(({ name, arguments: given }) => [name, given]),
  finish_reason,
});
