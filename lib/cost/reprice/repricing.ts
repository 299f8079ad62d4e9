import type { ISql } from "postgres";

import type { Row } from "@/db/drizzle";
import type { repricings } from "@/db/schema/prices";

/** What changes for the calls of one model; money in nano-dollars, as text. */
export interface ModelDifference {
  provider: string | null;
  model: string | null;
  calls: number;
  /** Calls whose cost or price becomes another. */
  changed: number;
  unknownBefore: number;
  unknownAfter: number;
  costBefore: string;
  costAfter: string;
}

/** Giving the calls of a range of time the prices of today: first as a preview, then, if somebody says so, for good. */
export interface Repricing extends Omit<
  Row<typeof repricings>,
  "projectId" | "fromAt" | "toAt" | "book" | "actor" | "cursor" | "preview" | "result"
> {
  /** ISO; calls that began in [from, to). */
  from: string;
  to: string;
  preview: ModelDifference[] | null;
  result: ModelDifference[] | null;
}

export type RepricingState = Repricing["state"];

/** Under way: one a project. */
export const UNDER_WAY: readonly RepricingState[] = ["previewing", "queued", "running"];

/** The select list that makes a Repricing. */
export const repricingColumns = (sql: ISql) => sql`
  id, state, from_at as "from", to_at as "to", provider, model, total_calls as "totalCalls", done_calls as "doneCalls",
  preview, result, failure, author, created_at as "createdAt", started_at as "startedAt", ended_at as "endedAt"`;

/** All models together. */
export function totalDifference(
  rows: readonly ModelDifference[],
): Omit<ModelDifference, "provider" | "model"> {
  const sum = (of: (row: ModelDifference) => number) => rows.reduce((total, row) => total + of(row), 0);
  const money = (of: (row: ModelDifference) => string) =>
    rows.reduce((total, row) => total + BigInt(of(row)), 0n).toString();
  return {
    calls: sum((row) => row.calls),
    changed: sum((row) => row.changed),
    unknownBefore: sum((row) => row.unknownBefore),
    unknownAfter: sum((row) => row.unknownAfter),
    costBefore: money((row) => row.costBefore),
    costAfter: money((row) => row.costAfter),
  };
}
