import type { SpanDocument } from "@/lib/traces/document";

import { type ComparedPart, compareParts, jsonText, lineOf, type Parts } from "./compare-traces";

/**
 * What a model call was given otherwise than the call before it: model, instructions, tools, parameters, and messages that were
 * there before and have gone or become others. Messages that were only added are no change.
 * @param dropped how many messages the call before saw that this one did not, after those that both saw
 * @param unchanged how many messages both saw first
 * @returns what differs, before and now; both read with their content
 */
export function compareCalls(
  before: SpanDocument,
  now: SpanDocument,
  { unchanged, dropped }: { unchanged: number; dropped: number },
): ComparedPart[] {
  const parts = (span: SpanDocument): Parts =>
    new Map(
      Object.entries({
        Model: span.request_model ?? span.response_model,
        Instructions: span.system,
        Tools: span.tool_definitions && jsonText(span.tool_definitions),
        Messages: dropped === 0 ? null : (span.input ?? []).slice(unchanged).map(lineOf).join("\n\n"),
        Parameters: jsonText(span.parameters),
      }).flatMap(([name, text]) => (text === null || text === "" ? [] : [[name, text]])),
    );
  return compareParts(parts(before), parts(now)).filter(({ differs }) => differs);
}
