import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";

import { jsonOrText, parseJson } from "@/lib/model/json-text";
import type { Dialect } from "./dialect";
import { textOrNull } from "./facts";
import type { Facts } from "./facts";
import { namedFirstEventNs } from "./first-event";
import { timeToFirstToken } from "./ttft";

/** Echoes of the client's environment: not metadata of the run. */
const ECHOES = /^(?:LANGSMITH_|LANGCHAIN_|revision_id$|versions$)/;

const SESSION_KEYS = [
  "session_id",
  "sessionId",
  "thread_id",
  "threadId",
  "conversation_id",
  "conversationId",
];
const USER_KEYS = ["user_id", "userId"];

/** OpenTelemetry's general words and those that several clients share: who, where, which conversation, which tags. */
export const plain: Dialect = {
  name: "plain",
  matches: () => true,
  read(facts) {
    const metadata = facts.hasFamily("metadata") ? metadataOf(facts) : NO_METADATA;
    return {
      sessionId: isBrowserRequest(facts)
        ? null
        : unquoted(unscrubbed(facts, "session.id", "session_id") ?? pick(metadata, SESSION_KEYS)),
      userId: unquoted(
        unscrubbed(facts, "user.id", "user_id") ?? facts.text("enduser.id") ?? pick(metadata, USER_KEYS),
      ),
      tags: tagsOf(facts.value("tag.tags")),
      metadata: cleanMetadata(metadata),
      feature: facts.text("feature"),
      ttftNs:
        (facts.hasFamily("time to first token") ? timeToFirstToken(facts) : null) ?? namedFirstEventNs(facts),
      environment: facts.text("deployment.environment.name", "deployment.environment"),
    };
  },
};

const NO_METADATA: JsonObject = {};

/** One JSON object, or one attribute for each key. */
const metadataOf = (facts: Facts): JsonObject => ({
  ...facts.object("metadata"),
  ...Object.fromEntries(facts.below("metadata.").map(([key, value]) => [key, jsonOrText(value)])),
});

/** A scrubber's placeholder is no id, and is left to be seen. */
function unscrubbed(facts: Facts, key: string, older: string): string | null {
  return scrubbed(facts, key)
    ? scrubbed(facts, older)
      ? null
      : facts.text(older)
    : scrubbed(facts, older)
      ? facts.text(key)
      : facts.text(key, older);
}

/** MLflow writes every value as JSON, ids too. */
function unquoted(id: string | null): string | null {
  if (id === null || !/^".*"$/.test(id)) return id;
  const parsed = parseJson(id);
  return typeof parsed === "string" && parsed !== "" ? parsed : id;
}

const scrubbed = (facts: Facts, key: string): boolean =>
  facts.peekText(key)?.startsWith("[Scrubbed") === true;

/** `session.id` of browser instrumentation is an ingest request, not a conversation. */
const isBrowserRequest = (facts: Facts): boolean =>
  facts.has("http.request.method") && facts.has("url.full") && !facts.has("gen_ai.operation.name");

const pick = (metadata: JsonObject, keys: string[]): string | null => {
  for (const key of keys) {
    const value = textOrNull(metadata[key]);
    if (value !== null) return value;
  }
  return null;
};

export const sessionIn = (metadata: JsonObject): string | null => pick(metadata, SESSION_KEYS);
export const userIn = (metadata: JsonObject): string | null => pick(metadata, USER_KEYS);

/** Metadata without echoes; null when nothing is left. */
export function cleanMetadata(metadata: JsonObject): JsonObject | null {
  if (metadata === NO_METADATA) return null;
  const kept = Object.entries(metadata).filter(([key]) => !ECHOES.test(key));
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

/** Tags as a list, as JSON text of a list, or as "a, b". */
export function tagsOf(value: Json | undefined): string[] | null {
  if (value === undefined) return null;
  if (typeof value === "string")
    return value
      .split(",")
      .map((tag) => tag.trim())
      .filter((tag) => tag !== "");
  if (isObject(value)) return null;
  return Array.isArray(value)
    ? value.flatMap((tag) => (tag === null ? [] : typeof tag === "string" ? tag : JSON.stringify(tag)))
    : null;
}
