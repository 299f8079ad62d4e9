import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";

import type { LoadOrder, LoadReport } from "./load-process";

/** Runs the load in a process of its own, so that its work shows apart from the server's in every figure. */
export function startLoad(order: LoadOrder): { process: ChildProcess; report: Promise<LoadReport> } {
  const child = fork(path.join(import.meta.dirname, "load-process.ts"), { execArgv: ["--import", "tsx"] });
  const report = new Promise<LoadReport>((resolve, reject) => {
    child.once("message", (message) => resolve(message as LoadReport));
    child.once("exit", (code) => reject(new Error(`the load process ended with code ${code} and no report`)));
  });
  child.send(order);
  return { process: child, report };
}

/** The value below which a share of the values lies (nearest rank); null when there are none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
