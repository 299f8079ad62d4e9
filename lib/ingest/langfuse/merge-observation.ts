import { traceIdOfName } from "@/lib/model/client-ids";
import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";
import { parseSpanId } from "@/lib/model/ids";

import { textOrNull } from "../dialects/facts";
import { messagesOf } from "../dialects/messages";
import type { PartSource, StoredPart } from "@/lib/ingest/pieces/part";
import { jsonOrText } from "@/lib/model/json-text";
import { attributesOf } from "./attributes";
import type { Names } from "./attributes";
import { timeOf } from "./event";
import { rootSpanId, spanIdOfObservation } from "./ids";
import { mergeFields } from "./merge-fields";
import { spanOf } from "./span-of";
import { mergeUsage } from "./usage";

const NAMES: Names = {
  input: "langfuse.observation.input",
  output: "langfuse.observation.output",
  metadata: "langfuse.observation.metadata",
  level: "langfuse.observation.level",
  statusMessage: "langfuse.observation.status_message",
  model: "langfuse.observation.model.name",
  modelParameters: "langfuse.observation.model.parameters",
  completionStartTime: "langfuse.observation.completion_start_time",
  promptName: "langfuse.observation.prompt.name",
  promptVersion: "langfuse.observation.prompt.version",
  environment: "langfuse.environment",
  version: "langfuse.version",
};

/** All pieces of an observation -> its span; null while no piece says in which trace it lies. */
export function mergeObservation(parts: readonly StoredPart[]): ReturnType<PartSource["merge"]> {
  const merged = mergeFields(parts);
  const {
    id,
    traceId: traceName,
    parentObservationId,
    name,
    type: saidType,
    startTime,
    endTime,
    usage,
    usageDetails,
    costDetails,
    ...body
  } = merged;
  const [ownId, trace] = [textOrNull(id), textOrNull(traceName)];
  if (ownId === null || trace === null) return null;
  const traceId = traceIdOfName(trace);
  const parent = textOrNull(parentObservationId);
  const type = textOrNull(saidType) ?? "span";

  const [startedNs, saidEndNs] = [timeOf(startTime), timeOf(endTime)];
  // Not said (yet): as early as anything that is said, at the latest when it was first spoken of.
  const startNs =
    startedNs ??
    [timeOf(body.completionStartTime), saidEndNs, parts.find(({ atNs }) => atNs > 0n)?.atNs ?? null]
      .filter((at) => at !== null)
      .reduce<bigint>((least, at) => (least === 0n || at < least ? at : least), 0n);
  const endsEarly = saidEndNs !== null && saidEndNs < startNs;
  const endNs = type === "event" || endsEarly ? startNs : (saidEndNs ?? 0n);
  if (type === "generation") {
    if (body.input !== undefined) body.input = said(body.input, "user");
    if (body.output !== undefined) body.output = said(body.output, "assistant");
  }
  return spanOf(
    {
      traceId,
      spanId: spanIdOfObservation(ownId),
      parentSpanId: parent === null ? rootSpanId(traceId) : spanIdOfObservation(parent),
      name: textOrNull(name) ?? type,
      startNs,
      endNs,
      attributes: attributesOf(body, NAMES, {
        "langfuse.observation.type": type,
        "langfuse.observation.id": parseSpanId(ownId) === null ? ownId : null,
        "langfuse.body.endTime": endsEarly || (endTime !== undefined && saidEndNs === null) ? endTime : null,
        "langfuse.body.startTime": startTime !== undefined && startedNs === null ? startTime : null,
        ...mergeUsage(objectOrNull(usage), objectOrNull(usageDetails), objectOrNull(costDetails)),
      } as JsonObject),
    },
    merged,
  );
}

const objectOrNull = (value: Json | undefined): JsonObject | null => (isObject(value) ? value : null);

/** A model's text that merely looks like JSON stays the text it is; messages that were sent as JSON text are read. */
const said = (value: Json, role: string): Json =>
  typeof value === "string" && value !== "" && messagesOf(jsonOrText(value), role) === null
    ? [{ role, content: value }]
    : value;
