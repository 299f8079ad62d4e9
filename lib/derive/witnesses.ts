import { FLAG } from "@/lib/model/flags";
import { groupBy } from "@/lib/model/group-by";
import { isModelCall, type SpanKind } from "@/lib/model/kind";

import type { SpanFacts } from "./facts";
import { inputOf, outputOf, sameTotals } from "./usage-of-span";

/** What is compared of calls in different traces: their spans' own words, never what was derived about them. */
export type CallWords = Pick<
  SpanFacts,
  | "spanId"
  | "parentSpanId"
  | "startedUs"
  | "durationNs"
  | "kind"
  | "service"
  | "flags"
  | "responseId"
  | "inputUncachedTokens"
  | "cacheReadTokens"
  | "cacheWriteTokens"
  | "inputAudioTokens"
  | "outputTextTokens"
  | "reasoningTokens"
  | "outputAudioTokens"
> & { traceId: string };

/** The span of another trace that tells the same call, and which of the two is counted. */
export interface Elsewhere {
  traceId: string;
  spanId: string;
  /** The call is counted there: here it is a provider's or gateway's word about it. */
  isCounted: boolean;
}

/** What one trace tells of one response. */
interface Side {
  traceId: string;
  services: ReadonlySet<string>;
  startUs: number;
  endUs: number;
  isServer: boolean;
  isRoot: boolean;
  used: CallWords[];
  /** The innermost with usage: what a reader is led to. */
  spanId: string;
}

/** How far apart two traces may begin: what is further apart was not looked for. */
export const NEAR_US = 10 * 60_000_000;
/** Clocks of two machines, where one side is plainly a server's; where only times tell which lies within which, they must agree. */
const SKEW_US = 5_000_000;
const SLACK_US = 100_000;
/** A response that more traces than this tell is a mock's. */
const MOST_TRACES = 4;

export const mayBeElsewhere = (kind: SpanKind, responseId: string | null): responseId is string =>
  responseId !== null && isModelCall(kind);

/**
 * Where else a response is told, and who counts: the program's span, and not that of the provider or gateway which served it.
 * Symmetric: both traces, whichever is looked at first, come to the same answer about each other.
 *
 * @param own spans of one trace with one response id
 * @param others spans of other traces of the project with that id
 * @returns null: nowhere
 */
export function findElsewhere(own: readonly CallWords[], others: readonly CallWords[]): Elsewhere | null {
  const mine = sideOf(own);
  if (mine === null) return null;
  const traces = groupBy(others, (span) => span.traceId);
  const near = [...traces.values()]
    .map(sideOf)
    .filter((side) => side !== null && Math.abs(side.startUs - mine.startUs) <= NEAR_US);
  if (near.length >= MOST_TRACES) return null;
  const same = near.filter((side) => side !== null && areOneCall(mine, side)) as Side[];
  const [first] = same.toSorted(byRank);
  if (first === undefined) return null;
  return { traceId: first.traceId, spanId: first.spanId, isCounted: byRank(first, mine) < 0 };
}

/** Null: nothing can be said, as nobody says whose it is, a span has not ended, or the same id comes again later (a mock's). */
function sideOf(spans: readonly CallWords[]): Side | null {
  const sorted = spans
    .filter((span) => span.service !== null)
    .toSorted((a, b) => a.startedUs - b.startedUs || endOf(b) - endOf(a) || (a.spanId < b.spanId ? -1 : 1));
  const [outer] = sorted;
  if (outer === undefined) return null;
  let endUs = -Infinity;
  for (const span of sorted) {
    if (span.durationNs === null || (endUs !== -Infinity && span.startedUs >= endUs)) return null;
    endUs = Math.max(endUs, endOf(span));
  }
  const used = sorted.filter(
    (span) => (span.flags & FLAG.tokensEstimated) === 0 && inputOf(span) + outputOf(span) > 0,
  );
  const inner = used.toSorted(
    (a, b) => (a.durationNs ?? 0) - (b.durationNs ?? 0) || (a.spanId < b.spanId ? -1 : 1),
  )[0];
  if (inner === undefined) return null;
  return {
    traceId: outer.traceId,
    services: new Set(sorted.map((span) => span.service ?? "")),
    startUs: outer.startedUs,
    endUs,
    isServer: (outer.flags & FLAG.server) !== 0,
    isRoot: outer.parentSpanId === null,
    used,
    spanId: inner.spanId,
  };
}

function areOneCall(a: Side, b: Side): boolean {
  for (const service of a.services) if (b.services.has(service)) return false;
  if (!a.used.some((one) => b.used.some((other) => sameTotals(one, other)))) return false;
  const [counted, witness] = byRank(a, b) < 0 ? [a, b] : [b, a];
  const isPlain = witness.isServer || (witness.isRoot && !counted.isRoot);
  if (isPlain) return witness.startUs < counted.endUs + SKEW_US && counted.startUs < witness.endUs + SKEW_US;
  return witness.startUs >= counted.startUs - SLACK_US && witness.endUs <= counted.endUs + SLACK_US;
}

/** Who counts comes first: who is no server, then who took longer, as a provider's time lies within its caller's. */
const byRank = (a: Side, b: Side): number =>
  Number(a.isServer) - Number(b.isServer) ||
  b.endUs - b.startUs - (a.endUs - a.startUs) ||
  (a.traceId < b.traceId ? -1 : 1);

const endOf = (span: CallWords): number => span.startedUs + (span.durationNs ?? 0) / 1000;
