import { isModelCall, type SpanKind } from "@/lib/model/kind";
import { has } from "@/lib/model/completeness";

import type { SpanFacts } from "./facts";
import { hasUsage } from "./has-usage";
import type { SpanNode, SpanTree } from "./span-tree";
import { inputOf, outputOf } from "./usage-of-span";

/** What lies below one of these is its own business: neither its calls nor its usage are those of what is above. */
const SCOPES: ReadonlySet<SpanKind> = new Set(["tool", "retrieval", "rerank", "guardrail", "evaluator"]);

/** What was found below a span, up to the next scope. */
interface Below {
  /** Actors that tell of calls, none below another. */
  actors: SpanNode[];
  /** How many of them tell usage, and its sums. */
  used: number;
  input: number;
  output: number;
  /** A model call lies below in this scope; or anywhere. */
  hasCall: boolean;
  hasCallAnywhere: boolean;
  /** A call, or an actor that stands for one, lies in a scope below. */
  isToldAnywhere: boolean;
}

const isActor = (span: SpanFacts): boolean => span.kind === "agent" || span.kind === "workflow";

/**
 * The agents and workflows that alone tell of their model calls: remote agents, aborted streams, calls that were sampled away.
 *
 * - With usage, unless a call of its own lies below; what a tool, retrieval, guardrail or evaluator calls is not an agent's own. A
 *   workflow's usage is the sum of whatever lies below it.
 * - With a model and output but no usage, unless a call lies anywhere below.
 * - Of actors within each other: the inner ones, where several add up to the outer one's usage or it has none; else the
 *   outermost, since it knows of more than they do.
 *
 * Loops, not recursion: traces can be thousands of spans deep.
 */
export function callsOfActors(tree: SpanTree): SpanNode[] {
  if (!tree.nodes.some(({ span, parts }) => isActor(span) && (hasUsage(span) || has(parts, "output"))))
    return [];
  const calls: SpanNode[] = [];
  const belowOf = new Map<SpanNode, Below>();
  for (const node of tree.topDown.toReversed()) {
    const below = belowOf.get(node) ?? nothing();
    belowOf.delete(node);
    const { span, parent } = node;
    if (isModelCall(span.kind)) {
      // What is inside a call is told by it.
      Object.assign(below, {
        ...nothing(),
        hasCall: true,
        hasCallAnywhere: true,
        isToldAnywhere: true,
      });
    } else if (SCOPES.has(span.kind)) {
      for (const actor of below.actors) calls.push(actor);
      const isToldAnywhere = below.isToldAnywhere || below.actors.length > 0;
      Object.assign(below, { ...nothing(), hasCallAnywhere: below.hasCallAnywhere, isToldAnywhere });
    } else if (isActor(span) && standsForCalls(node, below)) {
      const isUsed = hasUsage(span);
      Object.assign(below, {
        actors: [node],
        used: isUsed ? 1 : 0,
        input: inputOf(span),
        output: outputOf(span),
      });
    }
    if (parent === null) for (const actor of below.actors) calls.push(actor);
    else belowOf.set(parent, added(belowOf.get(parent), below));
  }
  return calls;
}

const nothing = (): Below => ({
  actors: [],
  used: 0,
  input: 0,
  output: 0,
  hasCall: false,
  hasCallAnywhere: false,
  isToldAnywhere: false,
});

/** Whether an actor stands for the calls of its scope, rather than the actors that were found below it. */
function standsForCalls({ span, parts }: SpanNode, below: Below): boolean {
  if (hasUsage(span)) {
    if (span.kind === "workflow" ? below.isToldAnywhere : below.hasCall) return false;
    const addsUp =
      below.used > 0 &&
      below.used === below.actors.length &&
      below.input === inputOf(span) &&
      below.output === outputOf(span);
    // One for one: the outer is what was asked for, unless only the inner one can be priced.
    const [only] = below.actors;
    const isPriced = span.costNanoUsd !== null || only?.span.costNanoUsd === null;
    return !addsUp || (below.actors.length === 1 && isPriced);
  }
  const saysCall = (span.requestModel ?? span.responseModel) !== null && has(parts, "output");
  return saysCall && !below.hasCallAnywhere && below.used === 0;
}

/** All in the longer of the lists: copying at each level of a deep trace would be quadratic. */
function added(a: Below | undefined, b: Below): Below {
  if (a === undefined) return b;
  const [longer, shorter] = a.actors.length >= b.actors.length ? [a.actors, b.actors] : [b.actors, a.actors];
  for (const actor of shorter) longer.push(actor);
  return {
    actors: longer,
    used: a.used + b.used,
    input: a.input + b.input,
    output: a.output + b.output,
    hasCall: a.hasCall || b.hasCall,
    hasCallAnywhere: a.hasCallAnywhere || b.hasCallAnywhere,
    isToldAnywhere: a.isToldAnywhere || b.isToldAnywhere,
  };
}
