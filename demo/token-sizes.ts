import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import type { Random } from "./random";

/** How many tokens a request brings and its answer has. */
export interface TokenSize {
  context: number;
  generated: number;
}

export type DrawSize = (random: Random) => TokenSize;

/** Sizes of 19,366 real chat requests (Azure LLM inference trace 2023, CC-BY 4.0) under `folder`; null when they are not there. */
export function recordedSizes(folder: string): DrawSize | null {
  const file = path.resolve(folder, "data/azure-llm-conversation-trace.csv");
  if (!existsSync(file)) return null;
  const sizes = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","))
    .map(([, context, generated]) => ({ context: Number(context), generated: Number(generated) }));
  return (random) => random.pick(sizes);
}

/** The same shape without the file: log-normals with its medians (1,020 and 129 tokens) and spread. */
export const inventedSizes: DrawSize = (random) => ({
  context: Math.round(Math.min(random.lognormal(1020, 0.7), 12_000)),
  generated: Math.round(Math.min(random.lognormal(129, 0.8), 1_000)),
});
