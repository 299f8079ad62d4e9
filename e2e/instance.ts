import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";

/** `npm start` as a person or an orchestrator runs it, for tests. */
export type Instance = {
  pid: number;
  port: number;
  url: string;
  output: () => string;
  /** Resolves when it says that it is ready; rejects with its output when it ends before. */
  ready: Promise<void>;
  exited: Promise<number | null>;
  signal: (name: NodeJS.Signals) => void;
};

export function startInstance(options: {
  port: number;
  dataDir: string;
  env?: Record<string, string>;
  user?: { uid: number; gid: number };
  /** Of another copy of the sources. */
  program?: string;
}): Instance {
  const child: ChildProcess = spawn(
    process.execPath,
    [options.program ?? path.resolve("scripts/start.mjs")],
    {
      cwd: "/",
      env: {
        PATH: process.env.PATH ?? "",
        PORT: String(options.port),
        RECOUNT_DATA_DIR: options.dataDir,
        ...options.env,
      } as unknown as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
      ...options.user,
    },
  );
  let output = "";
  const exited = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  const ready = new Promise<void>((resolve, reject) => {
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("Ctrl-C ends it")) resolve();
    };
    child.stdout?.on("data", take);
    child.stderr?.on("data", take);
    void exited.then(() => reject(new Error(`ended before it was ready:\n${output}`)));
  });
  ready.catch(() => {});
  return {
    pid: child.pid ?? -1,
    port: options.port,
    url: `http://127.0.0.1:${options.port}`,
    output: () => output,
    ready,
    exited,
    signal: (name) => void child.kill(name),
  };
}

export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Whether something listens there. */
export function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

export type Running = { pid: number; command: string };

/** Every process that belongs to the instance of a data folder, by its environment or its arguments. */
export function processesOf(dataDir: string): Running[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((name) => ({
      pid: Number(name),
      command: read(`/proc/${name}/cmdline`),
      environment: read(`/proc/${name}/environ`),
    }))
    .filter(
      ({ command, environment }) =>
        command.includes(dataDir) || environment.includes(`RECOUNT_DATA_DIR=${dataDir}\0`),
    )
    .map(({ pid, command }) => ({ pid, command: command.replaceAll("\0", " ").trim() }));
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // it has ended, or is somebody else's
  }
}

/** Asks until the answer is yes. */
export async function until(question: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await question())) {
    if (Date.now() > deadline) throw new Error(`still no after ${timeoutMs} ms: ${question.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
