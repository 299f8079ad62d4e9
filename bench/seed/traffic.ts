import { readFileSync } from "node:fs";
import path from "node:path";

import { readEnv } from "@/lib/env";

import type { Random } from "./random";

/** An hour of recorded calls to a large model: when they came and how long they were. */
export interface Traffic {
  /** Milliseconds after the hour began, ascending. */
  arrivalsMs: Float64Array;
  contextTokens: Int32Array;
  generatedTokens: Int32Array;
}

const HOUR_MS = 3_600_000;

/** @throws Error that says where the recording is looked for */
export function readTraffic(): Traffic {
  const file = path.resolve(readEnv().fixturesDir, "data/azure-llm-conversation-trace.csv");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new Error(`${file} is not there: set RECOUNT_FIXTURES to the folder that holds data/`, { cause });
  }
  const rows = text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(","));
  const times = rows.map(([at = ""]) => Date.parse(`${at.slice(0, 10)}T${at.slice(11, 23)}Z`));
  const first = times[0] ?? 0;
  return {
    arrivalsMs: Float64Array.from(times, (at) => (at - first) % HOUR_MS).toSorted(),
    contextTokens: Int32Array.from(rows, ([, tokens]) => Number(tokens)),
    generatedTokens: Int32Array.from(rows, ([, , tokens]) => Number(tokens)),
  };
}

/** Of the recorded calls one at random: its sizes belong together. */
export function drawSizes(traffic: Traffic, random: Random): { context: number; generated: number } {
  const row = random.below(traffic.contextTokens.length);
  return {
    context: traffic.contextTokens[row] as number,
    generated: Math.max(1, traffic.generatedTokens[row] as number),
  };
}

/** `count` arrivals within an hour (ms after it began, ascending), as bursty as the recorded ones; each hour begins elsewhere in it. */
export function drawArrivals(traffic: Traffic, random: Random, count: number): number[] {
  const turn = random.next() * HOUR_MS;
  const { arrivalsMs } = traffic;
  const drawn = Array.from({ length: count }, () => {
    const at = (arrivalsMs[random.below(arrivalsMs.length)] as number) + turn + random.next() * 400;
    return at % HOUR_MS;
  });
  return drawn.sort((a, b) => a - b);
}

/** People ask by day (UTC), least at four in the morning; on weekends half as much; a little more each day. */
export function peopleWeight(hourStart: Date, dayNumber: number): number {
  const hour = hourStart.getUTCHours();
  const byHour = 0.25 + 0.75 * (0.5 - 0.5 * Math.cos(((hour - 4) / 24) * 2 * Math.PI));
  const weekend = hourStart.getUTCDay() % 6 === 0 ? 0.5 : 1;
  return byHour * weekend * (1 + dayNumber * 0.006);
}

/** Batches run at night, every day. */
export const batchWeight = (hourStart: Date): number =>
  [1, 2, 3].includes(hourStart.getUTCHours()) ? 2.2 : 0.12;
