import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unusable } from "./data-dir";
import { isAlive, startMark } from "./process-state";

type Holder = { pid: number; startMark: string };

/** The data folder belongs to another process that runs; the message is one sentence for a person at a terminal. */
export class DataDirInUseError extends Error {
  override readonly name = "DataDirInUseError";
}

/**
 * Takes a data folder for this process. A lock whose process has ended (a crash, a reboot, its pid given to another
 * program since) is taken over.
 * @returns a function that gives the folder back.
 * @throws DataDirInUseError, DataDirError (full, read-only)
 */
export function lockDataDir(dataDir: string): { tookOver: boolean; release: () => void } {
  const file = path.join(dataDir, "lock");
  const own: Holder = { pid: process.pid, startMark: startMark(process.pid) ?? "" };
  const draft = `${file}.${process.pid}`;
  let tookOver = false;
  try {
    writeFileSync(draft, JSON.stringify(own));
    // link() fails when the name exists, and never shows a half-written file: a lock that needs no lock.
    for (let attempt = 0; !tryLink(draft, file); attempt++) {
      const holder = readHolder(file);
      if ((holder && runs(holder)) || attempt > 20) {
        throw new DataDirInUseError(
          `The data folder ${dataDir} is in use by another Recount (process ${holder?.pid ?? "unknown"}): stop it, or set RECOUNT_DATA_DIR to another folder.`,
        );
      }
      removeStale(file, holder);
      tookOver = true;
    }
  } catch (error) {
    throw error instanceof DataDirInUseError ? error : unusable(dataDir, error);
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    tookOver,
    release: () => {
      if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

function runs({ pid, startMark: mark }: Holder): boolean {
  return isAlive(pid) && (startMark(pid) ?? "") === mark;
}

/** Two processes may find the same stale lock: the one that comes second must not delete the fresh lock of the first. */
function removeStale(file: string, stale: Holder | undefined): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (moved && (moved.pid !== stale?.pid || moved.startMark !== stale.startMark)) tryLink(aside, file);
  rmSync(aside, { force: true });
}
