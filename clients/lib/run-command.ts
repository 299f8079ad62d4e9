import { spawn } from "node:child_process";

export interface Ended {
  code: number | null;
  /** Everything that it printed, its last 20,000 characters. */
  output: string;
  timedOut: boolean;
}

const KEPT_CHARACTERS = 20_000;

/** Runs a command in a process group of its own; when its time is over the whole group ends. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string>; timeoutMs: number },
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let output = "";
    let timedOut = false;
    const take = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-KEPT_CHARACTERS);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const endGroup = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has ended already.
      }
    };
    const timer = setTimeout(() => {
      timedOut = true;
      endGroup();
    }, options.timeoutMs);
    const settle = (code: number | null): void => {
      clearTimeout(timer);
      endGroup(); // what it started and left behind
      resolve({ code, output, timedOut });
    };
    child.once("error", (error) => {
      output += error.message;
      settle(null);
    });
    child.once("exit", settle);
  });
}
