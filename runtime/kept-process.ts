import { spawn, type ChildProcess } from "node:child_process";

/** A program that is started again, later each time, when it ends without having been asked to. */

export type KeptProcess = {
  readonly name: string;
  /** Asks it to end, insists after `graceMs`, resolves when it has ended. */
  stop(graceMs: number): Promise<void>;
  kill(): void;
  /** How often it has ended by itself since the start. */
  readonly crashes: number;
};

export type KeptProcessOptions = {
  name: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Filters its standard output; everything passes unless told. */
  shows?: (line: string) => boolean;
  onCrash: (message: string) => void;
};

const FIRST_DELAY_MS = 100;
/** Whoever sends is told to come back meanwhile, which they do for seconds and not for minutes. */
const LONGEST_DELAY_MS = 1_500;
/** After this long it counts as having worked, and the next delay is the first again. */
const SETTLED_MS = 5_000;
/** Before, it may still be starting, when some programs are deaf to being asked, and has taken on little. */
const YOUNG_MS = 15_000;
const YOUNG_GRACE_MS = 3_000;

export function keepRunning(options: KeptProcessOptions): KeptProcess {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let delayMs = FIRST_DELAY_MS;
  let crashes = 0;
  let stopping = false;
  let startedAt = 0;

  function start(): void {
    startedAt = Date.now();
    const running = launch(options);
    child = running;
    running.once("exit", (code, signal) => {
      child = undefined;
      if (stopping) return;
      crashes++;
      if (Date.now() - startedAt > SETTLED_MS) delayMs = FIRST_DELAY_MS;
      options.onCrash(
        `The ${options.name} ended (${signal ?? `exit code ${code}`}); starting it again in ${delayMs / 1000} s.`,
      );
      timer = setTimeout(start, delayMs);
      delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
    });
  }

  async function stop(graceMs: number): Promise<void> {
    stopping = true;
    clearTimeout(timer);
    const running = child;
    if (!running) return;
    const ended = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGTERM");
    const young = Date.now() - startedAt < YOUNG_MS;
    const insist = setTimeout(() => killGroup(running), young ? Math.min(graceMs, YOUNG_GRACE_MS) : graceMs);
    await ended;
    clearTimeout(insist);
    killGroup(running); // what it may have started itself
  }

  start();
  return {
    name: options.name,
    stop,
    kill: () => {
      stopping = true;
      clearTimeout(timer);
      if (child) killGroup(child);
    },
    get crashes() {
      return crashes;
    },
  };
}

function launch({ args, env, shows }: KeptProcessOptions): ChildProcess {
  const child = spawn(
    process.execPath,
    ["--import", new URL("end-with-parent.mjs", import.meta.url).href, ...args],
    {
      env,
      // A pipe that ends when this process does: see end-with-parent.mjs.
      stdio: ["pipe", shows ? "pipe" : "inherit", "inherit"],
      // A group of its own: Ctrl-C reaches the supervisor alone, which ends things in the right order.
      detached: true,
    },
  );
  child.stdin?.on("error", () => {});
  if (shows) {
    let rest = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (shows(line)) process.stdout.write(`${line}\n`);
    });
  }
  return child;
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, "SIGKILL");
  } catch {
    // nobody is left
  }
}
