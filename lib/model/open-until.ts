import { FLAG } from "./flags";

/**
 * After the last end of a trace whose root never came. Spans are sent when they end and exporters wait seconds, so what is
 * longer silent than this is seldom still at work, and a parent in a browser, gateway or worker that does not report never
 * comes. A word after it makes the trace run on.
 */
const ROOTLESS_US = 90_000_000;

/** After the last word of a trace in which a span was begun and never ended: a program that crashed says nothing more. */
const UNENDED_US = 3_600_000_000;

export interface OpenSpan {
  /** Microseconds since the epoch. */
  startedUs: number;
  /** Null: it has not ended, or nobody says how long it took. */
  durationNs: number | null;
  /** Bits of lib/model/flags.ts. */
  flags: number;
}

/** A log record is written when what it tells has ended, also where it does not say how long that took. */
export const hasEnded = (durationNs: number | null, flags: number): boolean =>
  durationNs !== null || (flags & FLAG.fromLog) !== 0;

/**
 * Until when a trace counts as running if no more of it comes, in microseconds since the epoch. A function of the spans
 * alone: whether that time has come is asked when it is read, so a trace ends without anything that ends it, and one that
 * arrives old is over at once.
 * @param spans of a trace whose root has not ended or not come, at least one
 */
export function openUntilUs(spans: readonly OpenSpan[]): number {
  let last = -Infinity;
  let unended = false;
  for (const { startedUs, durationNs, flags } of spans) {
    last = Math.max(last, startedUs + Math.ceil((durationNs ?? 0) / 1000));
    unended ||= !hasEnded(durationNs, flags);
  }
  return last + (unended ? UNENDED_US : ROOTLESS_US);
}

/**
 * Whether a span of a rootless trace was begun and never ended, as {@link openUntilUs} tells: it waits longer for such. Log records
 * end without saying when, so that nothing can be told of traces that hold some.
 * @param durationNs from the start to the last end; null: nothing ended
 * @param flags of all spans
 */
export const waitsForAnEnd = (
  startedUs: number,
  durationNs: number | null,
  untilUs: number,
  flags: number,
): boolean =>
  (flags & FLAG.fromLog) === 0 &&
  untilUs - startedUs - Math.ceil((durationNs ?? 0) / 1000) >= UNENDED_US - SLACK_US;

/** Rows give times in milliseconds. */
const SLACK_US = 2_000;

/** Of a row that was derived before it said until when it is open. Microseconds since the epoch. */
export const openUntilOfOld = (startedUs: number, durationNs: number | null): number =>
  startedUs + Math.ceil((durationNs ?? 0) / 1000) + UNENDED_US;

export const UNENDED_SECONDS = UNENDED_US / 1e6;
export const ROOTLESS_SECONDS = ROOTLESS_US / 1e6;
