import { has } from "@/lib/model/completeness";

import { partsOf } from "./count-calls";
import type { CountedCall } from "./counted-call";
import type { TraceRow } from "./facts";
import type { SpanTree } from "./span-tree";

type Completeness = Pick<TraceRow, "hasPromptVersion" | "hasContext" | "hasOutput" | "hasToolResults">;

/** True when all of them have it; null when there is nothing that could. */
const all = <T>(items: readonly T[], test: (item: T) => boolean): boolean | null =>
  items.length === 0 ? null : items.every(test);

/** Four of the five parts of a complete trace; the fifth, cost, comes with the totals. */
export function checkCompleteness(tree: SpanTree, calls: readonly CountedCall[]): Completeness {
  const llm = calls.filter((call) => call.kind === "llm");
  const searches = tree.nodes.filter(({ span }) => span.kind === "retrieval" || span.kind === "rerank");
  const tools = tree.nodes.filter(({ span }) => span.kind === "tool");
  return {
    hasPromptVersion: all(llm, (call) => fingerprintOf(call) !== null || has(partsOf(call), "system")),
    hasContext: all(searches, (node) => has(node.parts, "documents")),
    // A failed call has no output to keep.
    hasOutput: all(
      llm.filter((call) => !call.node.span.isError),
      (call) => has(partsOf(call), "output"),
    ),
    hasToolResults: all(tools, (node) => has(node.parts, "toolResult") || node.span.isError),
  };
}

/** The call's own prompt fingerprint, else the first one of those that report it too. */
export const fingerprintOf = (call: CountedCall): string | null =>
  call.node.span.promptFingerprint ??
  call.repeats.find((node) => node.span.promptFingerprint !== null)?.span.promptFingerprint ??
  null;
