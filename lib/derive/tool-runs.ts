import { FLAG } from "@/lib/model/flags";
import type { ToolMode } from "@/lib/model/tool-mode";

import type { SpanNode, SpanTree } from "./span-tree";
import type { ToolRun } from "./facts";

/**
 * The runs of a trace's tools by start, each once: of nested tool spans (a framework's and its protocol's, an agent used as
 * a tool and the tools that it runs) the innermost. What that one does not record is taken from one around it, when the two
 * can only be the same run.
 */
export function toolRuns({ nodes, topDown }: SpanTree, startedUs: number): ToolRun[] {
  const tools = nodes.filter(({ span }) => span.kind === "tool");
  if (tools.length === 0) return [];
  const innerTools = new Map<SpanNode, number>();
  for (let index = tools.length === 1 ? -1 : topDown.length - 1; index >= 0; index--) {
    const node = topDown[index] as SpanNode;
    const own = innerTools.get(node) ?? 0;
    const isInner = node.span.kind === "tool" && own === 0;
    if (node.parent !== null)
      innerTools.set(node.parent, (innerTools.get(node.parent) ?? 0) + (isInner ? 1 : own));
  }
  return tools
    .filter((node) => !innerTools.get(node))
    .map((node) => {
      const { span, parent } = node;
      const around = parent?.span.kind === "tool" && innerTools.get(parent) === 1 ? parent.span : null;
      const startNs = (span.startedUs - startedUs) * 1000;
      return {
        startNs,
        endNs: startNs + (span.durationNs ?? 0),
        argumentsRef: span.inputRef ?? around?.inputRef ?? null,
        resultRef: span.resultRef ?? around?.resultRef ?? null,
        hasSideEffect: ((span.flags | (around?.flags ?? 0)) & FLAG.sideEffect) !== 0,
      };
    });
}

/** Runs that overlap in time, directly or through others: one group each. @param runs by start */
function groups(runs: readonly ToolRun[]): number {
  let count = 0;
  let endNs = -Infinity;
  for (const run of runs) {
    if (run.startNs >= endNs) count++;
    endNs = Math.max(endNs, run.endNs);
  }
  return count;
}

/** @param runs by start */
export function toolModeOf(runs: readonly ToolRun[]): ToolMode {
  if (runs.length === 0) return "none";
  if (runs.length === 1) return "single";
  const count = groups(runs);
  return count === 1 ? "parallel" : count === runs.length ? "sequential" : "mixed";
}
