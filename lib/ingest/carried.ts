import { LRUCache } from "lru-cache";

import { digest128 } from "@/lib/model/digest";
import type { BodyIds } from "@/lib/bodies/body-ids";
import type { BodySet } from "@/lib/bodies/body-set";
import { COMPLETENESS } from "@/lib/model/completeness";
import type { SpanBodies, SpanError } from "@/lib/model/span";
import { promptFingerprint } from "@/lib/model/prompt-fingerprint";

/** What spans and additions carry alike, by name. */
export function bodyIds(bodies: SpanBodies, error: SpanError | null, set: BodySet) {
  return {
    system: bodies.system === null ? null : set.text(bodies.system),
    context: bodies.input?.length ? set.messages(bodies.input) : null,
    input: bodies.inputValue === null ? null : set.value(bodies.inputValue),
    result: bodies.outputValue === null ? null : set.value(bodies.outputValue),
    error:
      error === null || (error.message === null && error.stack === null)
        ? null
        : set.json({ message: error.message, ...(error.stack === null ? {} : { stack: error.stack }) }),
    output: bodies.output?.length ? set.messages(bodies.output) : null,
    documents: bodies.documents?.length ? set.documents(bodies.documents) : null,
  } satisfies Partial<BodyIds>;
}

/** 32 bits of a digest: they tell two texts of a trace apart, and are no proof of either. */
const bitsOf = (digest: string): number => Number.parseInt(digest.slice(0, 8), 16) | 0;

/** What was asked, so that a call can be known to be another attempt at the same: its messages, else its value. */
export function inputDigestOf({ context, input }: Pick<BodyIds, "context" | "input">): number | null {
  const said = context?.join("") ?? input;
  return said === null ? null : bitsOf(digest128(said));
}

/** Which resource and scope said it. */
export const resourceDigestOf = (id: string | null): number | null => (id === null ? null : bitsOf(id));

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
