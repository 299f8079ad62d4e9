import { formatDuration, exactDuration } from "@/lib/format/duration";
import { exactUsd, formatUsd } from "@/lib/format/money";
import { formatPercent } from "@/lib/format/percent";
import { plural } from "@/lib/format/count";
import { UNKNOWN } from "@/lib/format/significant";
import { usdOfNano } from "@/lib/money/nano-usd";
import type { StepFigures } from "@/lib/replay/recording";

import { criticalPath, lengthOf, type Stretch } from "./critical-path";
import type { Emphasis } from "./search-params";
import { depthFirst, type TimelineNode, type TimelineTree } from "./timeline-tree";

/** What a reader looks for in a timeline: drawn strongly, counted in the last column; the rest is drawn faintly. */
export interface Emphasized {
  emphasis: Emphasis;
  /** How strongly spans are drawn, 0 to 1; absent: faintly. */
  strengths: ReadonlyMap<string, number>;
  /** What the last column says of the spans of a row; null: nothing. */
  figureOf: (nodes: readonly TimelineNode[]) => { text: string; tip: string } | null;
  /** What the trace's end waited for, by span. */
  path?: ReadonlyMap<string, readonly Stretch[]>;
  /** Money spent by moments, for a line over the whole trace. */
  spent?: readonly { ms: number; nano: number }[];
}

/** Of the cheapest call that costs anything at all. */
const LEAST_STRENGTH = 0.35;

/** @param figures what spans cost, by their ids */
export function emphasize(
  emphasis: Emphasis,
  tree: TimelineTree,
  figures: ReadonlyMap<string, StepFigures>,
): Emphasized {
  if (emphasis === "errors") return errors(tree);
  return emphasis === "cost" ? costs(tree, figures) : critical(tree);
}

const errors = ({ roots }: TimelineTree): Emphasized => ({
  emphasis: "errors",
  strengths: new Map(
    depthFirst(roots).flatMap(({ span, failedWithin }): [string, number][] =>
      span.failed ? [[span.id, 1]] : failedWithin ? [[span.id, 0.6]] : [],
    ),
  ),
  figureOf: (nodes) => {
    const count = nodes.filter(({ span }) => span.failed).length;
    return count === 0
      ? null
      : nodes.length === 1
        ? { text: "failed", tip: "It failed" }
        : { text: `${count} failed`, tip: `${count} of ${nodes.length} failed` };
  },
});

function critical({ roots, endMs }: TimelineTree): Emphasized {
  const path = criticalPath(roots, endMs);
  return {
    emphasis: "critical",
    path,
    strengths: new Map([...path.keys()].map((id) => [id, 1])),
    figureOf: (nodes) => {
      const ms = nodes.reduce((sum, { span }) => sum + lengthOf(path.get(span.id) ?? []), 0);
      return ms === 0
        ? null
        : {
            text: formatDuration(ms),
            tip: `The end waited ${exactDuration(ms)} for ${nodes.length === 1 ? "it itself" : "these"}: ${formatPercent(ms / endMs)} of the trace`,
          };
    },
  };
}

interface Within {
  nano: number;
  /** Billed calls. */
  calls: number;
  unknown: number;
  estimated: number;
}

/** What a span and all below it cost. */
function costs({ roots }: TimelineTree, figures: ReadonlyMap<string, StepFigures>): Emphasized {
  const within = new Map<string, Within>();
  const nodes = depthFirst(roots);
  let dearest = 1;
  for (const { span, children } of nodes.toReversed()) {
    const own = figures.get(span.id);
    const sum: Within = {
      nano: own?.costNanoUsd ?? 0,
      calls: own?.isBilled ? 1 : 0,
      unknown: own?.isBilled && own.costNanoUsd === null ? 1 : 0,
      estimated: own?.isBilled && own.isEstimated ? 1 : 0,
    };
    dearest = Math.max(dearest, sum.nano);
    for (const child of children) addTo(sum, within.get(child.span.id));
    within.set(span.id, sum);
  }
  const billed = nodes.filter(({ span }) => figures.get(span.id)?.isBilled);
  let spent = 0;
  return {
    emphasis: "cost",
    strengths: new Map(
      billed.map(({ span }) => {
        const nano = figures.get(span.id)?.costNanoUsd ?? 0;
        return [span.id, LEAST_STRENGTH + (1 - LEAST_STRENGTH) * Math.sqrt(nano / dearest)];
      }),
    ),
    figureOf: (some) => {
      const sum: Within = { nano: 0, calls: 0, unknown: 0, estimated: 0 };
      for (const { span } of some) addTo(sum, within.get(span.id));
      return sum.calls === 0 ? null : costWords(sum);
    },
    spent: billed
      .toSorted((a, b) => a.endMs - b.endMs)
      .map(({ span, endMs }) => ({ ms: endMs, nano: (spent += figures.get(span.id)?.costNanoUsd ?? 0) })),
  };
}

function addTo(sum: Within, more: Within | undefined): void {
  if (!more) return;
  sum.nano += more.nano;
  sum.calls += more.calls;
  sum.unknown += more.unknown;
  sum.estimated += more.estimated;
}

function costWords({ nano, calls, unknown, estimated }: Within): { text: string; tip: string } {
  const left = `${plural(unknown, "call")} without a known cost`;
  if (unknown === calls) return { text: UNKNOWN, tip: `${left}: tokens or prices are unknown` };
  const usd = usdOfNano(nano);
  return {
    text: `${estimated > 0 ? "~ " : unknown > 0 ? "≥ " : ""}${formatUsd(usd)}`,
    tip: [
      `${exactUsd(usd)} for ${plural(calls - unknown, "call")}`,
      unknown > 0 && `${left} left out`,
      estimated > 0 && `the tokens of ${plural(estimated, "call")} are estimated`,
    ]
      .filter((part) => part !== false)
      .join("\n"),
  };
}
