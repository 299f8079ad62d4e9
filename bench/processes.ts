import { readdirSync, readFileSync } from "node:fs";

const TICKS_A_SECOND = 100;

export interface ProcessStat {
  pid: number;
  parent: number;
  command: string;
  cpuSeconds: number;
}

/** Linux only: what /proc says of every process that can be read. */
function readProcesses(): ProcessStat[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        // The command in parentheses may itself hold spaces and parentheses.
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        // utime, stime, and those of children that have ended.
        const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
        return [
          { pid: Number(name), parent: Number(fields[1]), command, cpuSeconds: ticks / TICKS_A_SECOND },
        ];
      } catch {
        return []; // it has ended meanwhile
      }
    });
}

/** Memory in bytes: a page that n processes share counts 1/n for each, or PostgreSQL's buffers would count once a connection. */
function proportionalBytes(pid: number): number {
  try {
    const match = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
    return Number(match?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Milliseconds that a process has been on a CPU so far, to the microsecond; 0 where the kernel does not say. */
export function onCpuMs(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  } catch {
    return 0;
  }
}

export interface Usage {
  cpuSeconds: number;
  bytes: number;
}

/** Names the group of a process from its command line; null leaves it out. */
export type GroupOf = (command: string) => string | null;

/** The processes of some trees, roots included. */
export function processesBelow(...roots: readonly number[]): ProcessStat[] {
  const all = readProcesses();
  const inside = new Set(roots);
  for (let grown = true; grown;) {
    grown = false;
    for (const { pid, parent } of all)
      if (inside.has(parent) && !inside.has(pid)) {
        inside.add(pid);
        grown = true;
      }
  }
  return all.filter(({ pid }) => inside.has(pid));
}

/** CPU so far and memory now of some process trees, by group. `withMemory` is slow-ish (smaps); CPU alone is cheap. */
export function usageOf(roots: readonly number[], groupOf: GroupOf): Record<string, Usage> {
  const usage: Record<string, Usage> = {};
  for (const { pid, command, cpuSeconds } of processesBelow(...roots)) {
    const group = groupOf(command);
    if (group === null) continue;
    const sum = (usage[group] ??= { cpuSeconds: 0, bytes: 0 });
    sum.cpuSeconds += cpuSeconds;
    sum.bytes += proportionalBytes(pid);
  }
  return usage;
}
