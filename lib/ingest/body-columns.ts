import { LRUCache } from "lru-cache";

import { digest128 } from "@/lib/model/digest";
import type { ContentSet } from "@/lib/contents/content-set";
import { COMPLETENESS } from "@/lib/model/completeness";
import type { SpanBodies, SpanError } from "@/lib/model/span";
import { promptFingerprint } from "@/lib/prompts/fingerprint";

/** The columns that spans and additions share: bodies by content id. */
export function bodyColumns(bodies: SpanBodies, error: SpanError | null, set: ContentSet) {
  return {
    system_id: bodies.system === null ? null : set.text(bodies.system),
    context_id: bodies.input === null ? null : set.context(bodies.input),
    input_id: bodies.inputValue === null ? null : set.value(bodies.inputValue),
    result_id: bodies.outputValue === null ? null : set.value(bodies.outputValue),
    error_id:
      error === null || (error.message === null && error.stack === null)
        ? null
        : set.json({ message: error.message, ...(error.stack === null ? {} : { stack: error.stack }) }),
    output_ids: bodies.output?.length ? bodies.output.map((message) => set.message(message)) : null,
    document_ids: bodies.documents?.length ? [set.documents(bodies.documents)] : null,
  };
}

export function partsOf(bodies: SpanBodies, isTool: boolean, failed: boolean): number {
  const said = bodies.output?.some((message) => message.content !== null && message.content !== "") ?? false;
  const asked = bodies.output?.some((message) => (message.tool_calls?.length ?? 0) > 0) ?? false;
  return (
    (bodies.system === null ? 0 : COMPLETENESS.system) |
    (bodies.input?.length || bodies.inputValue !== null ? COMPLETENESS.input : 0) |
    (said || asked || (!isTool && bodies.outputValue !== null) ? COMPLETENESS.output : 0) |
    (bodies.documents === null ? 0 : COMPLETENESS.documents) |
    (isTool && (bodies.outputValue !== null || failed) ? COMPLETENESS.toolResult : 0) |
    (asked ? COMPLETENESS.toolCalls : 0)
  );
}

/** Fingerprints by system content and tools: the regular expressions run once a prompt, not once a call. */
const fingerprints = new LRUCache<string, string>({ max: 5_000 });

export function fingerprintOf(bodies: SpanBodies, systemId: string | null): string | null {
  if (bodies.system === null || systemId === null) return null;
  const tools = bodies.toolDefinitions?.length ? JSON.stringify(bodies.toolDefinitions) : "";
  const key = tools === "" ? systemId : `${systemId}${digest128(tools)}`;
  let fingerprint = fingerprints.get(key);
  if (fingerprint === undefined)
    fingerprints.set(key, (fingerprint = promptFingerprint(bodies.system, bodies.toolDefinitions)));
  return fingerprint;
}
