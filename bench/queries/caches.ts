import { execFileSync } from "node:child_process";
import { realpathSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Makes the operating system forget the files of a data folder, so that they are read from the disk again.
 * @returns what "cold" means then
 */
export function forgetFiles(dataDir: string): string {
  const files = realpathSync(path.join(dataDir, "postgres"));
  try {
    // One file after the other: other programs on the machine keep theirs.
    execFileSync("find", [files, "-type", "f", "-size", "+7k", "-exec", "sh", "-c", 'for f; do dd if="$f" of=/dev/null iflag=nocache count=0 status=none; done', "sh", "{}", "+"]); // prettier-ignore
    return "after a restart of PostgreSQL, its files dropped from the operating system's cache";
  } catch {
    try {
      execFileSync("sync");
      writeFileSync("/proc/sys/vm/drop_caches", "1");
      return "after a restart of PostgreSQL and with the operating system's page cache dropped";
    } catch {
      return "after a restart of PostgreSQL; the operating system's cache could not be dropped";
    }
  }
}
