import { FLAG } from "@/lib/model/flags";
import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import { isModelCall } from "@/lib/model/kind";
import { leadingSystem } from "@/lib/model/leading-system";
import type { ModelSpan, SpanError } from "@/lib/model/span";
import { EMPTY_SPAN } from "@/lib/model/empty-span";

import { textOrNull } from "../dialects/facts";
import { canonicalFinishReason } from "../dialects/finish-reasons";
import { errorTypeIn } from "../dialects/error-of";
import { metadataParameters, RUN_KINDS, runBodies, runMetadata, usageCost } from "../dialects/langsmith-run";
import { lookUp } from "../dialects/look-up";
import { callsIn } from "../dialects/messages";
import { invocationParameters } from "../dialects/parameters";
import { canonicalProvider } from "../dialects/providers";
import { featureIn, isFrameworkTag } from "../dialects/tags";
import { accountUsage } from "../dialects/usage";
import { vectorsIn } from "../dialects/vectors";
import { generationOf } from "./generation";
import { spanIdOfRun } from "./identity";
import type { Place } from "./place";
import { recountWords } from "./recount-attributes";
import { timesOf } from "./times";

const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/**
 * A run, as far as its messages tell it -> a span. Everything that has no word in a span is kept under `langsmith.*`.
 * @param place where in which trace it stands, and since when
 */
export function spanOfRun(run: JsonObject, place: Place): ModelSpan {
  const extra = objectOf(run.extra);
  const { said: words, rest: metadata } = recountWords(objectOf(extra.metadata), place.startedAtNs);
  const runType = textOrNull(run.run_type);
  const kind = lookUp(RUN_KINDS, runType ?? "") ?? "other";
  const name = textOrNull(run.name) ?? runType ?? "run";
  const isCall = isModelCall(kind);
  const inputs = run.inputs ?? undefined;
  const outputs = run.outputs ?? undefined;
  const bodies = runBodies(kind, name, inputs, outputs);
  const said = runMetadata(metadata);
  const tags = tagsOf(run.tags);
  const events = Array.isArray(run.events) ? run.events : [];

  const request = isCall ? { ...objectOf(inputs), ...objectOf(extra.invocation_params) } : {};
  const generation = generationOf(request, isCall ? objectOf(outputs) : {}, isCall ? metadata : {});
  const answered = generation.said;
  const { parameters, rest: otherParameters } = invocationParameters({
    ...request,
    ...metadataParameters(isCall ? metadata : {}),
  });
  const accounted = answered.usage ? accountUsage(answered.usage) : null;
  const times = timesOf(run, place, {
    kind,
    events,
    request: { ...request, ...objectOf(metadata.ls_invocation_params) },
    streamed: answered.streaming ?? null,
    isResponse: generation.isResponse,
  });
  const error = errorOf(run.error) ?? (kind === "tool" ? refusedByTool(outputs) : null);
  const input = bodies.input ?? null;
  const output = bodies.output ?? null;
  const vectors = kind === "embedding" ? vectorsIn(outputs) : null;
  const { data: _vectors, ...answer } = generation.rest;
  const rest = vectors === null ? generation.rest : { ...answer, "embedding.vectors": vectors };

  return {
    ...EMPTY_SPAN,
    traceId: place.traceId,
    spanId: spanIdOfRun(place.runId),
    parentSpanId: place.parentRunId === null ? null : spanIdOfRun(place.parentRunId),
    name,
    kind,
    startedAtNs: place.startedAtNs,
    durationNs: times.durationNs,
    isError: error !== null,
    error,
    service: textOrNull(run.session_name),
    environment: textOrNull(metadata.environment)?.toLowerCase() ?? null,
    release: said.release ?? null,
    feature: words.feature ?? featureIn(metadata, tags.own),
    userId: said.userId ?? null,
    sessionId: said.sessionId ?? null,
    tags: tags.own,
    metadata: { ...said.metadata, ...words.metadata },
    provider: isCall ? canonicalProvider(said.provider ?? null) : null,
    requestModel: isCall
      ? (said.requestModel ??
        answered.requestModel ??
        textOrNull(objectOf(objectOf(run.serialized).kwargs).model))
      : null,
    responseModel: answered.responseModel ?? null,
    responseId: answered.responseId ?? null,
    streaming: times.streaming,
    ttftNs: words.ttftNs ?? times.ttftNs,
    finishReason: isCall
      ? callsIn(output).length > 0 && generation.isResponse
        ? "tool_calls"
        : (canonicalFinishReason(answered.finishReason) ?? (callsIn(output).length > 0 ? "tool_calls" : null))
      : null,
    parameters: { ...parameters, ...answered.served },
    tokens: accounted?.tokens ?? null,
    ...(answered.webSearches == null ? {} : { webSearches: answered.webSearches }),
    usageRule: accounted?.rule ?? null,
    reportedCostUsd: usageCost(generation.usageMetadata),
    toolName: kind === "tool" ? name : null,
    toolCallId: bodies.toolCallId ?? null,
    promptName: words.promptName ?? said.promptName ?? null,
    promptLabel: words.promptLabel ?? said.promptLabel ?? null,
    flags: (words.flags ?? 0) | (words.ttftNs || times.ttftNs === null ? 0 : FLAG.ttftApproximate),
    system: answered.system ?? leadingSystem(input),
    input,
    output,
    toolDefinitions: answered.toolDefinitions ?? null,
    inputValue: input === null ? (bodies.inputValue ?? null) : null,
    outputValue: output === null && vectors === null ? (bodies.outputValue ?? null) : null,
    documents: bodies.documents ?? null,
    attributes: attributesOf(run, place, { extra, tags, otherParameters, rest }),
    events: events.filter((event) => !isPlain(event)),
    sent: { attributes: new Map(Object.entries(run)), events: [], links: [], about: null },
    resource: resourceOf(objectOf(extra.runtime)),
    dialect: "langsmith",
  };
}

/** Tags without the marks of frameworks, and whether there were any. */
function tagsOf(value: Json | undefined): { own: string[]; all: string[] } {
  const all = Array.isArray(value) ? value.filter((tag) => typeof tag === "string") : [];
  return { own: all.filter((tag) => !isFrameworkTag(tag)), all };
}

const TRACEBACK = "Traceback (most recent call last):";

/** Message and stack in one text: the message ends with its line, or where Python's stack begins. */
function errorOf(value: Json | undefined): SpanError | null {
  if (value === undefined || value === null || value === "") return null;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const ends = [text.indexOf("\n"), text.indexOf(TRACEBACK)].filter((at) => at > 0);
  const end = ends.length === 0 ? text.length : Math.min(...ends);
  const message = text.slice(0, end);
  return { type: errorTypeIn(message), message, stack: text.slice(end).trim() || null };
}

/** LangGraph hands a tool's error to the model as its result, and says so in the message's status. */
function refusedByTool(outputs: Json | undefined): SpanError | null {
  const message = objectOf(objectOf(outputs).output);
  const body = isObject(message.kwargs) ? message.kwargs : message;
  return body.status === "error" && body.tool_call_id !== undefined ? errorOf(body.content) : null;
}

/** Events that say no more than the times of the run, which it has itself. */
const isPlain = (event: Json): boolean =>
  isObject(event) &&
  (event.name === "start" || event.name === "end") &&
  Object.keys(event).every((key) => key === "name" || key === "time");

/** Fields that are read above; `child_runs` repeats runs that are sent by themselves. */
const READ = new Set([
  "id",
  "name",
  "trace_id",
  "parent_run_id",
  "dotted_order",
  "run_type",
  "start_time",
  "end_time",
  "inputs",
  "outputs",
  "error",
  "events",
  "extra",
  "tags",
  "session_name",
]);

const isSaid = (value: Json): boolean =>
  value !== null && value !== "" && (typeof value !== "object" || Object.keys(value).length > 0);

function attributesOf(
  run: JsonObject,
  place: Place,
  {
    extra,
    tags,
    otherParameters,
    rest,
  }: {
    extra: JsonObject;
    tags: { own: string[]; all: string[] };
    otherParameters: JsonObject;
    rest: JsonObject;
  },
): JsonObject {
  const { metadata: _metadata, runtime: _runtime, invocation_params: _params, ...otherExtra } = extra;
  const attributes: JsonObject = {
    "langsmith.run_id": textOrNull(run.id) ?? place.runId,
    "langsmith.run_type": run.run_type ?? null,
    "langsmith.hidden": tags.all.includes("langsmith:hidden") ? true : null,
    "langsmith.tags": tags.all.length > tags.own.length ? tags.all : null,
    "langsmith.invocation_params": otherParameters,
    "langsmith.outputs": rest,
    "langsmith.extra": otherExtra,
  };
  for (const [field, value] of Object.entries(run))
    if (!READ.has(field)) attributes[`langsmith.${field}`] = value;
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => isSaid(value)));
}

/** The client's own runtime, in the form of a resource and its scope. */
const resourceOf = (runtime: JsonObject): JsonObject =>
  Object.keys(runtime).length === 0
    ? {}
    : {
        attributes: runtime,
        scope: { name: runtime.sdk ?? "langsmith", version: runtime.sdk_version ?? "", attributes: {} },
      };
