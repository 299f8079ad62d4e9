import { digest128 } from "@/lib/model/digest";
import { FLAG } from "@/lib/model/flags";
import type { JsonObject } from "@/lib/model/json";
import type { ModelAddition, ModelSpan } from "@/lib/model/span";
import { EMPTY_SPAN } from "@/lib/model/empty-span";
import { redactAttribute } from "@/lib/privacy/redact-attribute";

import { objectOf } from "../../otlp/shape";
import type { OtlpLog, OtlpResource, OtlpScope } from "../../otlp/shape";
import { textOrNull } from "../facts";
import { canonicalFinishReason } from "../finish-reasons";
import { originOf } from "../resource";
import { accountUsage } from "../usage";
import { AgentEvent, type AgentReading, type CodingAgent } from "./agent-event";
import { claudeCode } from "./claude-code";
import { codex } from "./codex";
import { geminiCli } from "./gemini-cli";

const AGENTS: readonly CodingAgent[] = [claudeCode, codex, geminiCli];

/** Why an event of a coding agent makes no span. */
export type AgentSilence = "no_content" | "no_time";

interface Found {
  agent: CodingAgent;
  /** `claude_code.api_request` */
  name: string;
}

/** The agent whose event this is: its name stands in the event name, in the body or in an attribute, with or without its prefix. */
export function agentOf(log: OtlpLog, resource: OtlpResource, scope: OtlpScope): Found | null {
  const attribute = textOrNull(log.attributes.get("event.name"));
  const names = [log.eventName, attribute, typeof log.body === "string" ? log.body : null];
  for (const name of names)
    for (const agent of AGENTS)
      if (name?.startsWith(agent.prefix) && !name.includes(" ")) return { agent, name };
  const isClaude =
    scope.name.includes("claude_code") || resource.attributes.get("service.name") === "claude-code";
  if (isClaude && attribute !== null && /^[a-z_]+$/.test(attribute))
    return { agent: claudeCode, name: `${claudeCode.prefix}${attribute}` };
  return null;
}

/**
 * An event of a coding agent -> a span of its session's trace, or what it adds to one. Everything is a function of the record: the
 * same bytes again are the same span, and the order in which records come makes no difference.
 *
 * Events of one prompt (where the client has no word for it: of one session) are one trace. A record that names a span of its own
 * stays in that span's trace, below it; there a call that it tells is counted only where the client's spans tell none
 * (lib/derive/count-calls.ts), and it is neither a tool nor a turn of its own, which the spans are.
 */
export function readAgentEvent(
  { agent, name }: Found,
  log: OtlpLog,
  resource: OtlpResource,
  scope: OtlpScope,
): ModelSpan | ModelAddition | AgentSilence {
  const event = new AgentEvent(name.slice(agent.prefix.length), log, resource, scope);
  const session = agent.session(event);
  const turn = agent.turn(event);
  const inSpan = log.traceId !== "" && log.spanId !== "";
  // What says nothing itself is kept beside the prompt that it belongs to.
  const reading = agent.read(event) ?? (turn === null ? null : OTHER);
  if (reading === null) return "no_content";
  const atNs = event.atNs;
  if (atNs === 0n) return "no_time";

  const text = JSON.stringify([name, atNs.toString(), [...log.attributes], log.body]);
  const traceId = inSpan
    ? log.traceId
    : digest128(JSON.stringify(["agent events", agent.prefix, session, turn, session ?? turn ?? text]));
  const spanOfCall = (call: string) => digest128(JSON.stringify([traceId, "call", call])).slice(0, 16);

  if ("call" in reading)
    return {
      traceId,
      spanId: spanOfCall(reading.call),
      occurredAtNs: atNs,
      system: null,
      input: null,
      output: reading.output,
      toolDefinitions: null,
      inputValue: null,
      outputValue: null,
      documents: null,
      finishReason: null,
      error: null,
      attributes: { ...objectOf(log.attributes), ...aboutOf(log) },
    };

  const kind = inSpan && reading.kind !== "llm" ? "other" : reading.kind;
  const isCall = reading.kind === "llm" && reading.responseId != null && reading.failure == null;
  const origin = originOf(resource, scope);
  const durationNs = durationOf(reading, atNs);
  const accounted = reading.usage === undefined ? null : accountUsage(reading.usage);
  return {
    ...EMPTY_SPAN,
    traceId,
    spanId: isCall
      ? spanOfCall(reading.responseId as string)
      : digest128(JSON.stringify([traceId, text])).slice(0, 16),
    parentSpanId: inSpan ? log.spanId : null,
    name,
    kind,
    startedAtNs: atNs - (durationNs ?? 0n),
    durationNs,
    isError: reading.failure != null,
    error: reading.failure == null ? null : { ...reading.failure, stack: null },
    service: origin.service,
    environment: origin.environment,
    release: agent.release(event, origin.release),
    functionName: inSpan ? null : agent.feature,
    // Whichever of them comes first, or is the earliest.
    traceName: inSpan ? null : `${agent.feature} ${turn === null ? "session" : "prompt"}`,
    userId: agent.user(event),
    sessionId: session,
    provider: reading.provider ?? null,
    requestModel: reading.model ?? null,
    responseId: reading.responseId ?? null,
    finishReason: canonicalFinishReason(reading.finishReason ?? null),
    parameters: reading.parameters ?? {},
    tokens: accounted?.tokens ?? null,
    usageRule: accounted?.rule ?? null,
    reportedCostUsd: reading.costUsd ?? null,
    toolName: kind === "tool" ? (reading.toolName ?? name) : null,
    toolCallId: kind === "tool" ? (reading.toolCallId ?? null) : null,
    inputValue: reading.inputValue ?? null,
    outputValue: reading.outputValue ?? null,
    output: reading.output ?? null,
    flags: FLAG.fromLog,
    dialect: agent.feature,
    attributes: event.rest(),
    sent: { attributes: log.attributes, events: [], links: [], about: aboutOf(log) },
    resource: origin.body,
  };
}

/** What the record says beside its attributes. */
function aboutOf({ eventName, body }: OtlpLog): JsonObject {
  return {
    ...(eventName === "" ? {} : { event_name: eventName }),
    ...(body === null ? {} : { body: redactAttribute("body", body) }),
  };
}

const OTHER: AgentReading = { kind: "other", durationMs: 0 };

const MAX_DURATION_MS = 30 * 86_400_000;

/** An event is written when what it tells has ended. Null: it does not say how long that took. */
function durationOf(reading: AgentReading, atNs: bigint): bigint | null {
  const ms = reading.durationMs ?? null;
  if (ms === null || ms > MAX_DURATION_MS) return null;
  const ns = BigInt(Math.round(ms * 1e6));
  return ns < atNs ? ns : null;
}
