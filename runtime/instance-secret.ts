import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const FILE = "session.key";
const BYTES = 32;

/**
 * The part of the session cookies' key that is in no dump of the embedded database: a file in the data folder that its owner alone
 * may read, made when it is not there. If it is lost, everybody signs in once more.
 */
export function instanceSecret(dataDir: string): string {
  const file = path.join(dataDir, FILE);
  const found = read(file);
  if (found !== null) return found;
  const made = randomBytes(BYTES).toString("base64url");
  writeFileSync(file, `${made}\n`, { mode: 0o600, flush: true });
  return made;
}

/** Null: not there, or cut short by a power failure. */
function read(file: string): string | null {
  try {
    const text = readFileSync(file, "utf8").trim();
    return Buffer.from(text, "base64url").length >= BYTES ? text : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
