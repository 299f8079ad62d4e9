import { createParser } from "eventsource-parser";

import { canonicalFinishReason } from "@/lib/ingest/dialects/finish-reasons";
import { isObject, type JsonObject } from "@/lib/model/json";
import { parseJson } from "@/lib/model/json-text";

import { ask } from "./ask";
import { chatBody } from "./chat-body";
import type { Connection } from "./connect-provider";
import { messagesBody } from "./messages-body";
import type { AnsweredCall, ModelRequest } from "./model-call";
import { malformed, saidInStream } from "./provider-failure";
import { ChatReader } from "./read-chat";
import { MessagesReader } from "./read-messages";

interface CallOptions {
  /** Ends the call at the provider, too. */
  signal: AbortSignal;
  /** Told each piece of the answer's text as it comes. */
  onText?: (text: string) => void;
}

/**
 * Calls a model once, streamed.
 * @throws ProviderFailure with a sentence for people; AbortError once the signal is given
 */
export function callModel(
  connection: Connection,
  request: ModelRequest,
  { signal, onText }: CallOptions,
): Promise<AnsweredCall> {
  const isAnthropic = connection.kind === "anthropic";
  const body = isAnthropic ? messagesBody(request) : chatBody(request, connection.baseUrl);
  const startedAt = performance.now();
  return ask(connection, {
    path: isAnthropic ? "/messages" : "/chat/completions",
    body: JSON.stringify(body),
    signal,
    read: async (contentType, pieces) => {
      const reader = isAnthropic ? new MessagesReader() : new ChatReader();
      let ttftMs: number | null = null;
      const streams = /event-stream/.test(contentType);
      for await (const event of streams ? eventsOf(pieces, connection) : wholeOf(pieces, connection)) {
        const text = reader.take(event);
        if (streams && text !== "") ttftMs ??= Math.round(performance.now() - startedAt);
        if (text !== "") onText?.(text);
      }
      const read = reader.end();
      if (read === null) throw malformed(connection.name, "there is no answer in it");
      const { answer, ...told } = read;
      return { answer: { ...answer, finish: canonicalFinishReason(answer.finish) }, ...told, ttftMs };
    },
  });
}

async function* eventsOf(
  pieces: AsyncGenerator<string>,
  { name, apiKey }: Connection,
): AsyncGenerator<JsonObject> {
  const waiting: JsonObject[] = [];
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data.trim() === "[DONE]") return;
      const value = parseJson(data);
      if (!isObject(value)) throw malformed(name, "a piece of its stream is no JSON object");
      if (value.error !== undefined && value.error !== null) throw saidInStream(name, value.error, apiKey);
      waiting.push(value);
    },
  });
  for await (const piece of pieces) {
    parser.feed(piece);
    yield* waiting.splice(0);
  }
  parser.reset({ consume: true });
  yield* waiting.splice(0);
}

/** A server that does not stream answers with one object. */
async function* wholeOf(
  pieces: AsyncGenerator<string>,
  { name, apiKey }: Connection,
): AsyncGenerator<JsonObject> {
  let text = "";
  for await (const piece of pieces) text += piece;
  const value = parseJson(text);
  if (!isObject(value)) throw malformed(name, "it is no JSON object");
  if (value.error !== undefined && value.error !== null) throw saidInStream(name, value.error, apiKey);
  yield value;
}
