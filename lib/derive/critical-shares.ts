import { criticalPath, type PathSpan } from "./critical-path";
import type { CountedCall } from "./counted-call";
import type { TraceRow } from "./facts";
import type { SpanNode, SpanTree } from "./span-tree";

type Share = "criticalLlmNs" | "criticalToolNs" | "criticalRetrievalNs" | "criticalOtherNs";

/**
 * What the trace's end waited for, by kind; together the trace's duration. What has no kind of its own within a call, a tool
 * or a search (an HTTP request, a client library's wrapper) is part of it; an agent starts anew.
 */
export function criticalShares(
  { topDown }: SpanTree,
  calls: readonly CountedCall[],
  startedUs: number,
  durationNs: number | null,
): Pick<TraceRow, Share> {
  if (durationNs === null)
    return { criticalLlmNs: null, criticalToolNs: null, criticalRetrievalNs: null, criticalOtherNs: null };
  const shares = { criticalLlmNs: 0, criticalToolNs: 0, criticalRetrievalNs: 0, criticalOtherNs: 0 };
  const counted = new Map(calls.map((call) => [call.node, call.kind]));
  const paths = new Map<SpanNode, PathSpan<Share>>();
  const tops: PathSpan<Share>[] = [];
  for (const node of topDown) {
    const { span, parent } = node;
    const above = parent === null ? undefined : paths.get(parent);
    const startNs = (span.startedUs - startedUs) * 1000;
    const path: PathSpan<Share> = {
      item: ownShare(counted.get(node) ?? span.kind) ?? above?.item ?? "criticalOtherNs",
      startNs,
      endNs: startNs + (span.durationNs ?? 0),
      children: [],
    };
    if (node.children.length > 0) paths.set(node, path);
    (above?.children ?? tops).push(path);
  }
  for (const { item, fromNs, toNs } of criticalPath(tops, 0, durationNs))
    shares[item ?? "criticalOtherNs"] += toNs - fromNs;
  return shares;
}

/** Null: whatever it is part of. */
function ownShare(kind: string): Share | null {
  switch (kind) {
    case "llm":
      return "criticalLlmNs";
    case "tool":
      return "criticalToolNs";
    case "retrieval":
    case "rerank":
    case "embedding":
      return "criticalRetrievalNs";
    case "other":
    case "workflow":
      return null;
    default:
      return "criticalOtherNs";
  }
}
