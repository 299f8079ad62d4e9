import type { JsonObject } from "@/lib/model/json";

import type { Reading } from "@/lib/ingest/dialects/dialect";
import { Facts } from "@/lib/ingest/dialects/facts";
import { recount } from "@/lib/ingest/dialects/recount";
import { emptyScope } from "@/lib/ingest/otlp/shape";

/** Our own words among a run's metadata, read as on a span, and the metadata without them. */
export function recountWords(metadata: JsonObject, startedAtNs: bigint): { said: Reading; rest: JsonObject } {
  const words = Object.entries(metadata).filter(([key]) => key.startsWith("recount."));
  if (words.length === 0) return { said: {}, rest: metadata };
  const attributes = new Map(words);
  const facts = new Facts(
    attributes,
    {
      traceId: "",
      spanId: "",
      parentSpanId: "",
      traceState: "",
      name: "",
      kind: 0,
      startNs: startedAtNs,
      endNs: 0n,
      attributes,
      events: [],
      links: [],
      statusCode: 0,
      statusMessage: "",
      truncated: false,
      size: 0,
    },
    { attributes: new Map() },
    emptyScope(),
  );
  const said = recount.read(facts);
  const others = Object.entries(metadata).filter(([key]) => !key.startsWith("recount."));
  return { said, rest: { ...Object.fromEntries(others), ...facts.rest() } };
}
