import { digest128 } from "@/lib/model/digest";
import { parseSpanId } from "@/lib/model/ids";

/** Client-chosen text -> span id: 16 hex digits are one already (the same program's OpenTelemetry), everything else is hashed. */
export const spanIdOfObservation = (id: string): string =>
  parseSpanId(id) ?? digest128(`langfuse observation\n${id}`).slice(0, 16);

/** The span that stands for the trace object itself; top-level observations hang below it. */
export const rootSpanId = (traceId: string): string => digest128(`langfuse trace\n${traceId}`).slice(0, 16);
