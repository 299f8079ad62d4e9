import { readFileSync } from "node:fs";

/**
 * A supervisor, CI or `docker stop` signals the process that it started, which is npm. npm passes SIGTERM and SIGINT on and
 * nothing else; where it was killed, or a shell between it and us was, this process is told here as if it had been asked to end.
 */
const LOOK_MS = 300;

/** Only for what a package manager runs: whoever starts `node scripts/start.mjs` in the background means it to stay. */
export function endWithNpm() {
  const { npm_lifecycle_script: script = "" } = process.env;
  const own = /scripts\/\w+\.mjs/.exec(process.argv[1] ?? "")?.[0];
  if (own === undefined || !script.includes(own)) return;
  const parent = process.ppid;
  // A shell that does not give way to its only command stands between.
  const shell = commandOf(parent).includes(own);
  const above = shell ? parentOf(parent) : null;
  const gone = () => process.ppid !== parent || (above !== null && parentOf(parent) !== above);
  // Given to the first process of the machine before this was looked at; in a container that may be npm itself.
  const wasGone = parent === 1 && process.platform === "linux" && !/npm|pnpm|yarn|bun/.test(commandOf(1));
  if (wasGone) process.kill(process.pid, "SIGTERM");
  const timer = setInterval(() => {
    if (!gone()) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, LOOK_MS);
  timer.unref();
}

/** @param {number} pid */
function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/** @param {number} pid @returns {number | null} */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return null;
  }
}
