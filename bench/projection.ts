import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";

import { project, type Projection, type ProjectionInput } from "@/lib/cost/project";
import { readEnv } from "@/lib/env";

import { report } from "./report";

/** Dollars a million tokens, for the real hour: any will do, coverage and relative errors hardly depend on it. */
const PRICE = { input: 2.5, output: 10 };

/**
 * How good projections are: each past moment is taken for the present, and what came after it for what was to be said.
 * Prints one line a series: how often the intervals held what came, and by how much the expected sum was off.
 */
export async function benchProjection(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { file: { type: "string" } } });
  const file = values.file ?? path.resolve(readEnv().fixturesDir, "data/azure-llm-conversation-trace.csv");
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new Error(`${file} is not there: give --file or set RECOUNT_FIXTURES`, { cause });
  });
  const minutes = costsByMinute(text);
  for (const horizon of [5, 10, 20])
    judge("projection of the real hour", minutes, { horizon, block: 1, first: 12, unit: "minute" });
}

/** Cost of each whole minute of the trace. */
function costsByMinute(csv: string): number[] {
  const costs: number[] = [];
  let began = Number.NaN;
  for (const line of csv.trim().split("\n").slice(1)) {
    const [at = "", input, output] = line.trim().split(",");
    const ms = Date.parse(`${at.slice(0, 23).replace(" ", "T")}Z`);
    if (Number.isNaN(began)) began = ms;
    const minute = Math.floor((ms - began) / 60_000);
    costs[minute] =
      (costs[minute] ?? 0) + (Number(input) * PRICE.input + Number(output) * PRICE.output) / 1e6;
  }
  // The last minute is cut off.
  return Array.from(costs.slice(0, -1), (cost) => cost ?? 0);
}

interface Walk {
  /** Units that are projected. */
  horizon: number;
  block: number;
  /** Units of history at the first moment. */
  first: number;
  unit: string;
}

function judge(name: string, costs: readonly number[], { horizon, block, first, unit }: Walk): void {
  const judged: { projection: Projection; actual: number }[] = [];
  for (let now = first; now + horizon <= costs.length; now++) {
    const input: ProjectionInput = {
      past: costs.slice(0, now).map((cost) => ({ cost, phases: [] })),
      coming: Array.from({ length: horizon }, () => ({ phases: [], share: 1 })),
      block,
      seasonsFrom: [],
    };
    const projection = project(input);
    const actual = costs.slice(now, now + horizon).reduce((sum, cost) => sum + cost, 0);
    if (projection) judged.push({ projection, actual });
  }
  reportJudged(name, judged, { unit, horizon, block });
}

/** One line: nominal against actual coverage, error and width. */
export function reportJudged(
  name: string,
  judged: readonly {
    projection: Pick<Projection, "expected" | "interval80" | "interval95">;
    actual: number;
  }[],
  more: Record<string, unknown>,
): void {
  const mean = (of: (one: (typeof judged)[number]) => number): number | null =>
    judged.length === 0 ? null : judged.reduce((sum, one) => sum + of(one), 0) / judged.length;
  const held = (key: "interval80" | "interval95") =>
    mean(({ projection, actual }) => Number(projection[key].low <= actual && actual <= projection[key].high));
  report({
    name,
    value: mean(({ projection, actual }) => Math.abs(projection.expected - actual) / actual),
    unit: "mean absolute error as a share of what came",
    held_by_80: held("interval80"),
    held_by_95: held("interval95"),
    width_80: mean(
      ({ projection, actual }) => (projection.interval80.high - projection.interval80.low) / actual,
    ),
    moments: judged.length,
    ...more,
  });
}
