import fs from "node:fs";
import path from "node:path";

/** The data folder, or the database in it, cannot be used as it is; the message is a sentence for a person at a terminal. */
export class DataDirError extends Error {
  override readonly name = "DataDirError";
}

/**
 * Makes a folder with those above it. Each by itself: Node's own way to make them all never returns in places like /proc.
 * @throws DataDirError
 */
export function makeDataDir(dir: string): void {
  try {
    makeFolder(dir);
    fs.accessSync(dir, fs.constants.W_OK | fs.constants.X_OK);
  } catch (error) {
    throw unusable(dir, error);
  }
}

/** What failed in a data folder, as a sentence: full, read-only, closed to this user. */
export function unusable(dir: string, cause: unknown): DataDirError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const why = (code && REASONS[code]) ?? message;
  return new DataDirError(
    `The data folder ${dir} cannot be used: ${why}. Put that right, or set RECOUNT_DATA_DIR to another folder.`,
    { cause },
  );
}

const REASONS: Record<string, string> = {
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "it is read-only",
  ENOENT: "it cannot be made there",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "a file has its name",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota is used up",
};

function makeFolder(dir: string): void {
  if (fs.statSync(dir, { throwIfNoEntry: false })?.isDirectory()) return;
  const above = path.dirname(dir);
  if (above !== dir) makeFolder(above);
  try {
    fs.mkdirSync(dir);
  } catch (error) {
    // Somebody else was first.
    if (!fs.statSync(dir, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
