import type { Decoded } from "@/lib/model/span";

import { toModelSpan } from "./dialects/index";
import { isEvaluation, isScore, readLog } from "./dialects/log-events";
import { originOf } from "./dialects/resource";
import { mergeEvents } from "./merge-events";
import { withOtlp } from "./otlp/decode-otlp";
import type { Encoding } from "./otlp/decode-otlp";

const nothing = (): Decoded => ({ spans: [], additions: [], scores: [], rejected: [], ignored: 0 });

/**
 * ExportTraceServiceRequest -> spans of ours; scores that travel inside them are in `scores`.
 * @param bytes the body, decompressed
 * @throws Failure bad_request when the body is not such a request; single bad spans are in `rejected`
 */
export function decodeTraces(bytes: Uint8Array, encoding: Encoding): Decoded {
  const decoded = nothing();
  let index = 0;
  for (const { resource, scope, items } of withOtlp(bytes, encoding, (otlp) => otlp.traces()))
    for (const item of items) {
      const span = toModelSpan(item, resource, scope);
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

/** A judgement that is about nothing that we could find: better told than dropped in silence. */
const UNPLACED = {
  code: "evaluation_without_target",
  message:
    "gen_ai.evaluation.result needs a name, a score value or label, and the trace id (better also the span id) of what it judges; a response id alone does not find it.",
};

/** ExportLogsServiceRequest -> what the records add to spans, one addition for each span, and evaluation results. Every other record is ignored. */
export function decodeLogs(bytes: Uint8Array, encoding: Encoding): Decoded {
  const decoded = nothing();
  const seen = new Map<string, number>();
  let index = 0;
  for (const { items } of withOtlp(bytes, encoding, (otlp) => otlp.logs()))
    for (const item of items) {
      const moment = `${item.spanId}${item.timeNs}`;
      const order = seen.get(moment) ?? 0;
      seen.set(moment, order + 1);
      const read = readLog(item, order);
      if (read === null && isEvaluation(item)) decoded.rejected.push({ index, ...UNPLACED });
      else if (read === null) decoded.ignored++;
      else if (isScore(read)) decoded.scores.push(read);
      else decoded.additions.push(read);
      index++;
    }
  return { ...decoded, additions: mergeEvents(decoded.additions) };
}

/** ExportMetricsServiceRequest: understood, counted and left alone; it repeats what spans say, and must not be added to it. */
export function decodeMetrics(bytes: Uint8Array, encoding: Encoding): Decoded {
  return { ...nothing(), ignored: withOtlp(bytes, encoding, (otlp) => otlp.metricPoints()) };
}
