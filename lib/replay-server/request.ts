import { Failure } from "@/lib/errors";
import { instructionsOf, listedMessages } from "@/lib/ingest/dialects/messages";
import { toolDefinitionsOf } from "@/lib/ingest/dialects/tool-definitions";
import { isObject, type Json, type JsonObject } from "@/lib/model/json";

import { canonicalMessages } from "./canonical-messages";
import type { ComparedCall } from "./match-call";
import { repeatedOf } from "./responses";

/** The providers' ways of asking that a recording answers. */
export type ReplayFormat = "chat_completions" | "responses" | "anthropic_messages";

export interface ReplayRequest extends ComparedCall {
  format: ReplayFormat;
  streams: boolean;
  /** Chat completions only: whether the stream ends with usage. */
  wantsUsage: boolean;
  /** Name of the list that messages stand in. */
  list: "messages" | "input";
  /** Of a response: what it repeats of its request. */
  repeated: JsonObject;
}

/**
 * A request in one of the providers' formats.
 * @throws Failure bad_request when it holds no messages
 */
export function readReplayRequest(format: ReplayFormat, body: Json): ReplayRequest {
  if (!isObject(body)) throw new Failure("bad_request", "The body must be a JSON object.");
  const list = format === "responses" ? "input" : "messages";
  const given = body[list];
  if (given === undefined || given === null)
    throw new Failure("bad_request", `${list}: nothing is asked; send what the agent sends to its provider.`);
  const items = list === "input" && typeof given === "string" ? [{ role: "user", content: given }] : given;
  const apart =
    format === "chat_completions" ? null : format === "responses" ? body.instructions : body.system;
  const messages = Array.isArray(items) ? listedMessages(items, "user") : null;
  if (messages === null && instructionsOf(apart ?? null) === null)
    throw new Failure("bad_request", `${list}: holds no messages that could be looked up.`);
  const options = body.stream_options;
  const tools = toolDefinitionsOf(body.tools);
  return {
    format,
    list,
    repeated: format === "responses" ? repeatedOf(body) : {},
    messages: canonicalMessages(instructionsOf(apart ?? null), messages ?? []),
    model: typeof body.model === "string" ? body.model : null,
    tools: tools && tools.map(({ name }) => name),
    streams: body.stream === true,
    wantsUsage: isObject(options) && options.include_usage === true,
  };
}
