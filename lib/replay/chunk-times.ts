import { nsOfIso } from "@/lib/model/instant";
import { isObject } from "@/lib/model/json";
import type { SpanDocument } from "@/lib/traces/document";

/** Events that clients send for each piece of a stream: OpenLLMetry and Laminar, or by hand. */
const CHUNK =
  /^(?:(?:gen_ai|llm)\.content\.completion\.chunk|(?:(?:gen_ai|llm|stream|streaming)[._ ])?(?:chunk|token|new_token))$/i;

/**
 * When the pieces of a model call's answer came, milliseconds since its start, in order; none where its client sent no times.
 * @param span read with its attributes, which its events come with
 */
export function chunkTimes({
  started_at,
  duration_ms,
  events,
}: Pick<SpanDocument, "started_at" | "duration_ms" | "events">): number[] {
  const startNs = nsOfIso(started_at);
  if (startNs === null) return [];
  const times = (events ?? []).flatMap((event) => {
    if (!isObject(event) || typeof event.name !== "string" || !CHUNK.test(event.name)) return [];
    const at = event.time_unix_nano;
    if (typeof at !== "string" || !/^\d{1,20}$/.test(at)) return [];
    const ms = Number(BigInt(at) - startNs) / 1e6;
    return ms >= 0 && (duration_ms === null || ms <= duration_ms) ? [ms] : [];
  });
  return times.sort((a, b) => a - b);
}
