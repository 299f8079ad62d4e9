import { log } from "@/lib/log";
import type { Decoded, ModelAddition, ModelSpan } from "@/lib/model/span";

import { agentOf, readAgentEvent } from "./dialects/coding-agents/index";
import { toModelSpan } from "./dialects/index";
import { isEvaluation, isScore, keptRecord, nameOf, readLog } from "./dialects/log-events";
import { originOf } from "./dialects/resource";
import { mergeEvents } from "./merge-events";
import { withOtlp } from "./otlp/decode-otlp";
import type { Encoding } from "./otlp/decode-otlp";
import { badTime } from "./otlp/shape";
import { UnkeptRecords } from "./unkept";

const nothing = (): Decoded => ({ spans: [], additions: [], scores: [], rejected: [], ignored: 0 });

/**
 * ExportTraceServiceRequest -> spans of ours; scores that travel inside them are in `scores`.
 * @param bytes the body, decompressed
 * @param maxParts more spans, events, links and attributes than these throw TooManyParts
 * @throws Failure bad_request when the body is not such a request; single bad spans are in `rejected`
 */
export function decodeTraces(bytes: Uint8Array, encoding: Encoding, maxParts?: number): Decoded {
  const decoded = nothing();
  let index = 0;
  for (const { resource, scope, items } of withOtlp(bytes, encoding, (otlp) => otlp.traces(), maxParts))
    for (const item of items) {
      const span = spanOf(item, resource, scope);
      if (span === "pending") decoded.ignored++;
      else if ("traceId" in span) decoded.spans.push(span);
      else
        decoded.rejected.push({
          index,
          ...span,
          item: { ...item, resource: originOf(resource, scope).body },
        });
      index++;
    }
  return decoded;
}

/** What nobody foresaw costs the span that holds it, not its whole request. */
function spanOf(...from: Parameters<typeof toModelSpan>): ReturnType<typeof toModelSpan> {
  try {
    return toModelSpan(...from);
  } catch (error) {
    log.error({ err: error }, "a span could not be read");
    return {
      code: "unreadable",
      message: "The span could not be read, which is a fault of ours; the server's log says why.",
    };
  }
}

/** A judgement that is about nothing that we could find: better told than dropped in silence. */
const UNPLACED = {
  code: "evaluation_without_target",
  message:
    "gen_ai.evaluation.result needs a name, a score value or label, and the trace id (better also the span id) of what it judges; a response id alone does not find it.",
};

/**
 * ExportLogsServiceRequest -> what the records add to spans, one addition for each span, evaluation results, and the spans that
 * events of coding agents tell. Every other record is counted in `unkept`.
 */
export function decodeLogs(bytes: Uint8Array, encoding: Encoding, maxParts?: number): Decoded {
  const decoded = nothing();
  const unkept = new UnkeptRecords();
  const seen = new Map<string, number>();
  let index = 0;
  for (const { resource, scope, items } of withOtlp(bytes, encoding, (otlp) => otlp.logs(), maxParts))
    for (const item of items) {
      if (item.badTime !== undefined) {
        decoded.rejected.push({ index: index++, ...badTime(item.badTime) });
        continue;
      }
      const agent = agentOf(item, resource, scope);
      const moment = `${item.spanId}${item.timeNs}`;
      const order = seen.get(moment) ?? 0;
      seen.set(moment, order + 1);
      const read = agent === null ? readLog(item, order) : readAgentEvent(agent, item, resource, scope);
      if (typeof read === "string") {
        if (isEvaluation(item)) decoded.rejected.push({ index, ...UNPLACED });
        else unkept.count(agent?.name ?? nameOf(item), read);
      } else if (isScore(read)) {
        decoded.scores.push(read);
        const record = keptRecord(item);
        if (record !== null) decoded.additions.push(record);
      } else if (isSpan(read)) decoded.spans.push(read);
      else decoded.additions.push(read);
      index++;
    }
  return {
    ...decoded,
    additions: mergeEvents(decoded.additions),
    ignored: unkept.total,
    unkept: unkept.list(),
  };
}

const isSpan = (value: ModelSpan | ModelAddition): value is ModelSpan => "kind" in value;

/** ExportMetricsServiceRequest: understood, counted and left alone; it repeats what spans say, and must not be added to it. */
export function decodeMetrics(bytes: Uint8Array, encoding: Encoding): Decoded {
  return { ...nothing(), ignored: withOtlp(bytes, encoding, (otlp) => otlp.metricPoints()) };
}
