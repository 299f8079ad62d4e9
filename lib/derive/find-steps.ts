import { callName } from "@/lib/model/call-name";
import { isModelCall } from "@/lib/model/kind";

import type { SpanNode, SpanTree } from "./span-tree";

/**
 * What LangChain calls a chain that nobody named, and what the AI SDK and OpenAI's agents call each round of their loop: the one
 * around it says more, and a loop's rounds are one step.
 */
const NAMELESS =
  /^(Runnable[A-Z]\w*|ChatPromptTemplate|__start__|_write|(step|turn|iteration)([ _-]?\d+)?$)/i;
/** "invoke_agent OrderAgent": the operation is the span's kind already. */
const OPERATION = /^invoke_(agent|workflow) (?=.)/;

/**
 * Which step of a workflow each call belongs to: the nearest workflow or agent around it that is not the whole trace, else
 * the call's own name without its model's. Also of spans that call themselves calls and repeat one, so that what accepting
 * wrote about them stands.
 * @param isCall whether the trace counts the span as a call
 */
export function findSteps(
  { topDown, root }: SpanTree,
  isCall: (node: SpanNode) => boolean,
): Map<SpanNode, string> {
  /** Only where there is one: most calls lie right under the root. */
  const around = new Map<SpanNode, string>();
  const steps = new Map<SpanNode, string>();
  for (const node of topDown) {
    const { span, parent } = node;
    const outer = parent === null ? undefined : around.get(parent);
    const isStep =
      (span.kind === "agent" || span.kind === "workflow") && node !== root && !NAMELESS.test(span.name);
    if (isStep) around.set(node, span.name.replace(OPERATION, ""));
    else if (outer !== undefined && node.children.length > 0) around.set(node, outer);
    if (isModelCall(span.kind) || isCall(node))
      steps.set(node, outer ?? callName(span.name, span.requestModel, span.responseModel));
  }
  return steps;
}
