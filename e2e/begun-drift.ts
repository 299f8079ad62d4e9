import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** A project in whose application something has changed: what one journey begins and a later one reads. */
export interface BegunDrift {
  /** Address of the project: "/p/…". */
  project: string;
  /** Epoch milliseconds of the change. */
  changedMs: number;
}

const fileIn = (outputDir: string): string => path.join(outputDir, "begun-drift.json");

/** @param outputDir where this run of the journeys leaves what it makes */
export async function tellBegun(outputDir: string, begun: BegunDrift): Promise<void> {
  await mkdir(outputDir, { recursive: true });
  await writeFile(fileIn(outputDir), JSON.stringify(begun));
}

/** @param outputDir where this run of the journeys leaves what it makes */
export async function readBegun(outputDir: string): Promise<BegunDrift> {
  const file = fileIn(outputDir);
  if (!existsSync(file)) throw new Error("No drift was begun: drift-begins.ts has not run, or has failed.");
  return JSON.parse(await readFile(file, "utf8")) as BegunDrift;
}
