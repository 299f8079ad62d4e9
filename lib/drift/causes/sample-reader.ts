import type { Tx } from "@/db/client";
import { isCanceled } from "@/db/error-codes";

import type { SeriesKey } from "../series";
import { measureOf, readSample } from "./read-sample";
import type { Sample, Sampled } from "./sampled";

/** Signals that began to drift together are explained by the same interactions. */
const SAME_MS = 30 * 60_000;
/** Samples that are drawn in a round; findings beyond them are explained by cells alone. */
const MOST_SAMPLES = 4;

export type SampleReader = (key: SeriesKey, began: { at: number; from: number }) => Promise<Sample | null>;

interface Drawn {
  place: string;
  atMs: number;
  interactions: Record<"earlier" | "edge" | "since", readonly Sampled[]> | null;
}

/**
 * Draws interactions for the findings of one round: each feature's once, where its signals began together.
 * @returns null: there were too many to be drawn, or the database took too long
 */
export function sampleReader(
  tx: Tx,
  project: { id: number; shardKeys: readonly number[] },
  nowMs: number,
): SampleReader {
  const all: Drawn[] = [];
  return async (key, began) => {
    const place = JSON.stringify([key.feature, key.environment]);
    let drawn = all.find((one) => one.place === place && Math.abs(one.atMs - began.at) <= SAME_MS);
    if (!drawn) {
      if (all.length >= MOST_SAMPLES) return null;
      drawn = {
        place,
        atMs: began.at,
        interactions: await orNothing(tx, (part) => readSample(part, project, key, began, nowMs)),
      };
      all.push(drawn);
    }
    const { interactions } = drawn;
    return (
      interactions && { ...interactions, measure: await measureOf(tx, project, key.signal, interactions) }
    );
  };
}

/** A statement that takes too long leaves the transaction as it was. */
export async function orNothing<T>(tx: Tx, read: (part: Tx) => Promise<T>): Promise<T | null> {
  const [limit] = await tx<{ statement_timeout: string }[]>`show statement_timeout`;
  try {
    return (await tx.savepoint(async (part) => {
      const found = await read(part as Tx);
      await part`select set_config('statement_timeout', ${limit?.statement_timeout ?? "0"}, true)`;
      return found;
    })) as T;
  } catch (error) {
    if (isCanceled(error)) return null;
    throw error;
  }
}
