import type { Socket } from "node:net";

import pg from "pg";

import { pulseAt, sessionSettings } from "./client";
import type { Pulse } from "./pulse";
import { parseServerUrl } from "./url";

/**
 * Batches: transactions whose statements are all sent before the first is answered, with columns as arrays in PostgreSQL's
 * binary form. The package `postgres`, which asks every other question, writes parameters as text only: measured with
 * 1,000 spans a batch, 27 % more CPU here and a third more in the server than the binary form, for which `pg` takes
 * Buffers and has a pipeline. A lost connection needs no care: a batch either committed as a whole or not at all.
 */
export type Pipeline = pg.Pool & { readonly pulse: Pulse };

/** A statement and its values; `null` stands for a statement that is left out. */
export interface Statement {
  text: string;
  /** Strings and numbers as text, Buffers in binary form. */
  values: readonly (string | number | Buffer)[];
}

export type PipelineOptions = {
  role: "recount_app" | "recount_worker" | null;
  /** Connections at most. */
  max: number;
  applicationName: string;
};

const CONNECT_TIMEOUT_MS = 10_000;
/** Of a connection that says nothing, before the kernel asks the other side whether it is there. */
const KEEP_ALIVE_MS = 30_000;
/** Of a batch: where others hold its rows for longer, its sender is told to come back. */
const BATCH_DEADLINE_MS = 20_000;

/** Opens a pool for batches (lazily: the first one connects). @throws TypeError when the URL is none. */
export function connectPipeline(url: string, options: PipelineOptions): Pipeline {
  const pulse = pulseAt(url);
  const pool = connectPool(url, { ...options, pipeline: true });
  pool.on("connect", (client) => void pulse.hears(streamOf(client)));
  return Object.assign(pool, { pulse });
}

/** A pool of the package `pg`, reached as `client.ts` reaches the server. */
export function connectPool(url: string, options: PipelineOptions & { pipeline: boolean }): pg.Pool {
  const address = parseServerUrl(url);
  let attempts = 0;
  let ssl = sslOf(address.sslmode);
  /** Takes the addresses of a URL in turn, as every other pool does. */
  class Client extends pg.Client {
    constructor(config: pg.ClientConfig) {
      const target = address.hosts[attempts++ % address.hosts.length];
      super({ ...config, ssl, host: address.socketDir ?? target?.host, port: target?.port });
      // `prefer` and `allow`: the next attempt, which follows at once, does without.
      if (ssl && /^(prefer|allow)$/.test(address.sslmode ?? "")) {
        this.once("error", ({ message }) => {
          if (message.includes("does not support SSL")) ssl = false;
        });
      }
    }
  }
  const pool = new pg.Pool({
    Client,
    user: address.user,
    password: address.password,
    database: address.database,
    max: options.max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // Connections of a program that writes all day stay; a server that ended one says so.
    idleTimeoutMillis: 0,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    application_name: options.applicationName,
    options: startUpOptions({ ...sessionSettings(options.role), ...address.parameters }),
    pipeline: options.pipeline,
  } as unknown as pg.PoolConfig);
  // A connection that the server ends tells whoever uses it by the rejected batch; without listeners it would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/**
 * Runs the statements in one transaction that sees and writes only `projectId`, and resolves after its commit. Everything is
 * sent at once and answered in order: one trip to the server.
 * @throws the first error, by then nothing of the batch is stored; lost connections have the code CONNECTION_CLOSED. A server
 *   that fell silent (SERVER_SILENT) may yet store the batch: sent again it changes nothing.
 */
export async function runBatch(
  pool: Pipeline,
  projectId: number,
  statements: readonly (Statement | null)[],
): Promise<void> {
  const client = await connected(pool);
  let lost: Error | undefined;
  const giveUp = (error: Error): void => {
    lost = error;
    streamOf(client).destroy();
  };
  const deadline = setTimeout(() => giveUp(new Error("The batch took too long")), BATCH_DEADLINE_MS).unref();
  let failed: unknown;
  try {
    const answers = await pool.pulse.whileAnswering(
      () => Promise.allSettled(send(client, projectId, statements)),
      giveUp,
    );
    for (const answer of answers)
      if (answer.status === "rejected") failed ??= withCode(lost ?? answer.reason);
  } finally {
    clearTimeout(deadline);
    // The pool itself throws away a connection that is lost.
    client.release(lost);
  }
  if (failed !== undefined) throw failed;
}

function send(
  client: pg.PoolClient,
  projectId: number,
  statements: readonly (Statement | null)[],
): Promise<unknown>[] {
  const answers: Promise<unknown>[] = [
    client.query("begin"),
    client.query(`set local app.project_id = '${Number(projectId)}'`),
  ];
  for (const statement of statements) {
    if (statement === null) continue;
    const { text, values } = statement;
    answers.push(client.query({ name: nameOf(text), text, values: values as unknown[] }));
  }
  // After a failed statement the server answers `commit` with a rollback.
  answers.push(client.query("commit"));
  return answers;
}

/** A connection of the pool. @throws as the pool does, with a code; ServerSilent */
async function connected(pool: Pipeline): Promise<pg.PoolClient> {
  let late = false;
  const connecting = async (): Promise<pg.PoolClient> => {
    const client = await pool.connect().catch((error: unknown) => {
      throw withCode(error);
    });
    // Nobody waits for it any more.
    if (late) client.release();
    return client;
  };
  return pool.pulse.whileAnswering(connecting, () => (late = true));
}

const streamOf = (client: pg.PoolClient): Socket =>
  (client as unknown as { connection: { stream: Socket } }).connection.stream;

/** One statement by itself, outside of any project. @throws as {@link runBatch} */
export async function runOne(pool: Pipeline, text: string, values: readonly string[]): Promise<void> {
  const client = await connected(pool);
  try {
    await pool.pulse.whileAnswering(
      () => client.query(text, [...values]),
      () => streamOf(client).destroy(),
    );
    client.release();
  } catch (error) {
    client.release(pool.pulse.isSilent);
    throw withCode(error);
  }
}

const names = new Map<string, string>();

/** Statements are prepared once a connection, under a name of their text. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = `b${names.size}`));
  return name;
}

/** `pg` gives lost connections no code; `db/error-codes.ts` decides by it whether a batch is tried again. */
function withCode(error: unknown): unknown {
  if (error instanceof Error && !("code" in error)) Object.assign(error, { code: "CONNECTION_CLOSED" });
  return error;
}

function startUpOptions(parameters: Record<string, string>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `-c ${name}=${value.replace(/[\\ ]/g, "\\$&")}`)
    .join(" ");
}

/** libpq's words, as `client.ts` reads them. */
function sslOf(sslmode: string | undefined): false | { rejectUnauthorized: boolean } {
  if (sslmode === undefined || sslmode === "disable") return false;
  return { rejectUnauthorized: sslmode.startsWith("verify-") };
}
