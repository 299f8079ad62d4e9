import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Questions about other processes of this machine. A pid alone proves nothing: it is given again after a crash or a reboot. */

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  // A zombie answers signals, but nothing of it runs any more.
  return procStat(pid)?.state !== "Z";
}

/** When a process began, in a form that is only good for comparing; `undefined` when it does not run. */
export function startMark(pid: number): string | undefined {
  const stat = procStat(pid);
  if (stat) return `${bootId()}:${stat.startTicks}`;
  return ps(pid, "lstart=");
}

/** The command line of a running process, `undefined` when it does not run or cannot be asked. */
export function commandLine(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return ps(pid, "command=");
  }
}

function procStat(pid: number): { state: string; startTicks: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in parentheses and may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", startTicks: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}

/** macOS has no /proc. */
function ps(pid: number, column: string): string | undefined {
  if (process.platform === "linux" || process.platform === "win32") return undefined;
  try {
    return execFileSync("ps", ["-o", column, "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined;
  }
}
