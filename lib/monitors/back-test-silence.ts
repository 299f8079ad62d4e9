import type { Tx } from "@/db/client";
import type { Context } from "@/lib/context";
import { isArriving } from "@/lib/drift/is-arriving";
import { activeMinutes, type Habit, HABIT_MS, habitsOf, silenceBy } from "@/lib/ingest-usage/detect-silence";
import { queryWindows } from "@/lib/metrics/query-windows";

import type { SilenceMonitor } from "./definition";
import { type Fired, firedOver } from "./fired-over";
import { judgeSilence, newState, type State } from "./judge";
import { readSenders } from "./read-activity";

const SLOT_MS = 300_000;
/** Of one question, of which metrics give at most 5,000. */
const MOST_SLOTS = 4_000;

export interface Tried {
  fromMs: number;
  toMs: number;
  stepMs: number;
  /** Series, those that sent most. */
  most: number;
}

/** When somebody sent, ascending, and by how much later they may have sent as well. */
export interface Sender {
  series: string;
  active: number[];
  spreadMs: number;
}

/** For each step how long each had been silent, and when that would have been told; habits are those of then. */
export async function silencesOf(
  tx: Tx,
  ctx: Context,
  monitor: SilenceMonitor,
  tried: Tried,
): Promise<{ series: string; values: (number | null)[]; fired: Fired[] }[]> {
  const since = { fromMs: tried.fromMs - HABIT_MS, toMs: tried.toMs };
  const senders =
    monitor.of === "feature"
      ? await featuresOf(tx, ctx, monitor, since, tried.most)
      : await othersOf(tx, ctx, monitor, since);
  // As in the live round: what has not arrived yet is no silence.
  const isJudged = monitor.of !== "feature" || !(await isArriving(tx, ctx.project.id));
  return senders
    .filter(({ active }) => active.length > 0)
    .toSorted((a, b) => b.active.length - a.active.length)
    .slice(0, tried.most)
    .map((sender) => trySender(monitor, sender, tried))
    .map((said) => (isJudged ? said : { ...said, fired: [] }));
}

/** One of them, step by step. */
export function trySender(monitor: SilenceMonitor, { series, active, spreadMs }: Sender, tried: Tried) {
  const { fromMs, toMs, stepMs } = tried;
  const values: (number | null)[] = [];
  const steps: ((state: State) => State)[] = [];
  let seen = 0;
  let [habitsBy, habits]: [number, Habit[]] = [0, []];
  for (let endMs = fromMs + stepMs; endMs <= toMs; endMs += stepMs) {
    while (seen < active.length && (active[seen] ?? 0) + spreadMs <= endMs) seen++;
    const last = active[seen - 1];
    if (last === undefined) {
      values.push(null);
      continue;
    }
    const silentMs = endMs - last - spreadMs;
    values.push(silentMs);
    // The habit is that of the last sign of life, whenever it is asked for.
    if (habitsBy !== seen) [habitsBy, habits] = [seen, habitsAt(active, seen, spreadMs)];
    const silence = silenceBy(habits, silentMs);
    steps.push((state) => judgeSilence(monitor, state, { endMs, value: null, count: null }, silence));
  }
  return { series, values, fired: firedOver(steps, newState(fromMs)) };
}

function habitsAt(active: readonly number[], seen: number, spreadMs: number): Habit[] {
  const last = active[seen - 1] ?? 0;
  let first = seen;
  while (first > 0 && (active[first - 1] ?? 0) > last - HABIT_MS) first--;
  return habitsOf(active.slice(first, seen), last + spreadMs);
}

/** Features send interactions, known by five minutes: the benefit of the doubt is theirs, as in the live round. */
async function featuresOf(
  tx: Tx,
  ctx: Context,
  { only }: SilenceMonitor,
  { fromMs, toMs }: { fromMs: number; toMs: number },
  top: number,
): Promise<Sender[]> {
  const active = new Map<string, number[]>();
  for (let start = fromMs; start < toMs; start += MOST_SLOTS * SLOT_MS) {
    const end = Math.min(toMs, start + MOST_SLOTS * SLOT_MS);
    const part = await queryWindows(
      tx,
      ctx,
      { metric: "interactions", group_by: "feature", top, ...(only && { feature: only }) },
      { fromMs: start, toMs: end, interval: "5m", lengthMs: SLOT_MS },
    );
    for (const { group, figures } of part) {
      if (group === null) continue;
      const own = active.get(group) ?? [];
      active.set(group, own);
      figures.forEach(({ value }, index) => {
        if (Number(value ?? 0) > 0) own.push(start + index * SLOT_MS);
      });
    }
  }
  return [...active].map(([series, own]) => ({ series, active: own, spreadMs: SLOT_MS - 1 }));
}

/** Keys and clients, by the minute. Two of one name are told apart by what they are stored under. */
async function othersOf(
  tx: Tx,
  ctx: Context,
  monitor: SilenceMonitor,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<Sender[]> {
  const senders = await readSenders(tx, ctx, monitor, new Date(fromMs));
  const names = senders.map(({ label, series }) => label ?? series);
  return senders.map(({ series, label = series, hours }) => ({
    series: names.filter((name) => name === label).length > 1 ? `${label} (${series.slice(0, 8)})` : label,
    active: activeMinutes(hours).filter((at) => at <= toMs),
    spreadMs: 0,
  }));
}
