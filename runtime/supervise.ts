import { startEmbedded, type EmbeddedServer } from "@/db/embedded";
import { childEnvironment, type Env } from "@/lib/env";
import { advices, announcement } from "./announce";
import { guardDatabase } from "./guard-database";
import { instanceSecret } from "./instance-secret";
import { keepRunning, type KeptProcess } from "./kept-process";
import { freeLocalPort, LOCAL_HOST } from "./port";
import { requireSettings } from "./require-settings";
import { explain, StartError } from "./start-error";
import { openStore, type Store } from "./store";

/**
 * Runs database, server, console and worker together until asked to end: by SIGTERM or Ctrl-C once in order (the server
 * answers what it accepted, the worker finishes, PostgreSQL last), by a second Ctrl-C at once.
 */
export type Mode = "production" | "development";

const READY_TIMEOUT_MS = 120_000;
const GRACE_MS = 30_000;
/** npm passes on a Ctrl-C that the terminal has sent to everybody already: two signals, one wish. */
const SAME_WISH_MS = 1500;
const HOPELESS_CRASHES = 3;
/** A database that does not start (a full disk, for one) is tried again so soon: it comes back without hands. */
const LONGEST_DELAY_MS = 3_000;

const say = (text: string) => process.stdout.write(`${text}\n`);
const complain = (text: string) => process.stderr.write(`${text}\n`);

/** Starts everything and resolves when it is ready; ends the process with code 1 and a sentence when it cannot. */
export async function supervise(mode: Mode): Promise<void> {
  const run = new Run(mode);
  try {
    await run.start();
  } catch (error) {
    if (run.stopping) return;
    complain(explain(error));
    await run.stop(1);
  }
}

/** Longer than the server keeps a connection to it that is not used. */
const CONSOLE_KEEP_ALIVE_MS = "65000";

/** Where the server is asked from this machine. */
function addressOf({ host, port }: Env): string {
  const local = host && host !== "0.0.0.0" && host !== "::" ? host : LOCAL_HOST;
  return `http://${local.includes(":") ? `[${local}]` : local}:${port}`;
}

/** Of glibc: left to itself it keeps half of what threads for large bodies have freed. */
const GIVES_MEMORY_BACK = {
  MALLOC_ARENA_MAX: "2",
  MALLOC_MMAP_THRESHOLD_: String(256 * 1024),
  MALLOC_TRIM_THRESHOLD_: String(1024 * 1024),
};

class Run {
  #mode: Mode;
  #database: EmbeddedServer | undefined;
  #opening: Promise<Store> | undefined;
  #restarting: Promise<void> | undefined;
  #processes: KeptProcess[] = [];
  #stoppingSince: number | undefined;
  readonly #ending = new AbortController();

  constructor(mode: Mode) {
    this.#mode = mode;
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => this.#asked());
  }

  get stopping(): boolean {
    return this.#stoppingSince !== undefined;
  }

  async start(): Promise<void> {
    const startedAt = Date.now();
    const env = await requireSettings();
    if (this.stopping) return;
    this.#opening = openStore(env, this.#ending.signal);
    const store = await this.#opening;
    this.#database = store.embedded;
    if (this.stopping) return;
    if (this.#database) this.#watch(this.#database, env);
    if (store.embedded?.adopted)
      say("Found the database still running after an unclean end; continuing with it.");
    const consoleUrl = env.consoleUrl ?? `http://${LOCAL_HOST}:${await freeLocalPort()}`;
    const server = this.#keepServer(store.url, consoleUrl);
    const secret = env.secret ?? (store.embedded ? instanceSecret(env.dataDir) : undefined);
    const pages = env.consoleUrl ? undefined : this.#keepConsole(store.url, new URL(consoleUrl).port, secret);
    if (env.worker) this.#keepWorker(store.url, secret);
    await this.#untilReady(addressOf(env), server);
    if (pages) await this.#untilReady(consoleUrl, pages);
    if (this.stopping) return;
    say(announcement(env.publicUrl ?? `http://localhost:${env.port}`, store.firstRun, new Date()));
    for (const advice of advices(env)) say(`  ${advice}\n`);
    say(`  Started in ${((Date.now() - startedAt) / 1000).toFixed(1)} s. Ctrl-C ends it.\n`);
  }

  #keepServer(databaseUrl: string, consoleUrl: string): KeptProcess {
    return this.#keep({
      name: "server",
      args: [
        // A batch's rows live for one commit: with room for them in the young generation most die before they are copied.
        "--max-semi-space-size=32",
        // Collected when the old generation has doubled, not tripled: 100 MB less at no cost that could be measured.
        "--heap-growing-percent=120",
        ...this.#program("server"),
      ],
      env: this.#environment({
        DATABASE_URL: databaseUrl,
        RECOUNT_CONSOLE_URL: consoleUrl,
        ...GIVES_MEMORY_BACK,
      }),
    });
  }

  /** Listens on this machine alone: whoever wants a page asks the server. */
  #keepConsole(databaseUrl: string, port: string, secret: string | undefined): KeptProcess {
    return this.#keep({
      name: "console",
      args:
        this.#mode === "production"
          ? ["--heap-growing-percent=100", ".next/standalone/server.js"]
          : ["node_modules/next/dist/bin/next", "dev", "--port", port, "--hostname", LOCAL_HOST],
      env: this.#environment({
        DATABASE_URL: databaseUrl,
        ...(secret === undefined ? {} : { RECOUNT_SECRET: secret }),
        PORT: port,
        HOSTNAME: LOCAL_HOST,
        KEEP_ALIVE_TIMEOUT: CONSOLE_KEEP_ALIVE_MS,
        NEXT_TELEMETRY_DISABLED: "1",
      }),
      // The framework's own banner names another address than ours.
      shows: (line) =>
        !/^\s*(▲ Next|- (Local|Network):|✓ (Starting|Ready|Running next\.config))/.test(line) &&
        line.trim() !== "",
    });
  }

  #keepWorker(databaseUrl: string, secret: string | undefined): void {
    this.#keep({
      name: "worker",
      args: ["--max-semi-space-size=16", "--heap-growing-percent=100", ...this.#program("worker")],
      env: this.#environment({
        DATABASE_URL: databaseUrl,
        ...(secret === undefined ? {} : { RECOUNT_SECRET: secret }),
      }),
    });
  }

  #environment(settings: Record<string, string>): NodeJS.ProcessEnv {
    return childEnvironment({ NODE_ENV: this.#mode, ...settings });
  }

  /** Bundled by the build; in development run from its source, and again when that changes. */
  #program(name: "server" | "worker"): string[] {
    if (this.#mode === "production") return [`.next/recount/${name}.mjs`];
    return ["--watch", "--import", "tsx", `${name}/main.ts`, "--dev"];
  }

  #keep(options: Omit<Parameters<typeof keepRunning>[0], "onCrash">): KeptProcess {
    const kept = keepRunning({ ...options, onCrash: complain });
    this.#processes.push(kept);
    return kept;
  }

  async #untilReady(address: string, program: KeptProcess): Promise<void> {
    const url = `${address}/api/health/ready`;
    const deadline = Date.now() + READY_TIMEOUT_MS;
    let reason = "no answer";
    while (!this.stopping) {
      try {
        const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
        if (response.ok) return;
        reason = `${response.status} ${await response.text()}`;
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
      if (program.crashes >= HOPELESS_CRASHES)
        throw new StartError(`The ${program.name} does not start; its messages are above.`);
      if (Date.now() > deadline)
        throw new StartError(
          `The ${program.name} did not become ready within ${READY_TIMEOUT_MS / 1000} s: ${reason}.`,
        );
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** The address stays the same, so every program finds the restarted server by themselves. */
  #watch(server: EmbeddedServer, env: Env): void {
    void server.exited.then(() => {
      this.#restarting = this.#restart(env);
    });
  }

  async #restart(env: Env): Promise<void> {
    for (let delayMs = 500; !this.stopping; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
      complain("PostgreSQL ended; starting it again.");
      try {
        this.#database = await startEmbedded({
          dataDir: env.dataDir,
          signal: this.#ending.signal,
          began: guardDatabase,
          says: complain,
        });
        this.#watch(this.#database, env);
        return;
      } catch (error) {
        if (!this.stopping) complain(explain(error));
        await new Promise((resolve) => setTimeout(resolve, delayMs));
      }
    }
  }

  #asked(): void {
    if (this.#stoppingSince === undefined) {
      say("\nStopping…");
      void this.stop(0);
    } else if (Date.now() - this.#stoppingSince > SAME_WISH_MS) {
      void this.#force();
    }
  }

  async stop(code: number): Promise<void> {
    this.#stoppingSince ??= Date.now();
    this.#ending.abort();
    await Promise.all(this.#processes.map((kept) => kept.stop(GRACE_MS)));
    // A database that is just coming up must not be left behind either.
    const store = await this.#opening?.catch(() => undefined);
    await this.#restarting;
    await (this.#database ?? store?.embedded)?.stop();
    process.exit(code);
  }

  async #force(): Promise<void> {
    say("Stopping at once.");
    for (const kept of this.#processes) kept.kill();
    await this.#database?.stop("at once");
    process.exit(1);
  }
}
