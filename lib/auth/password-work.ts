import type { ScryptOptions } from "node:crypto";
import { Worker } from "node:worker_threads";

import { Failure } from "@/lib/errors";

/**
 * Passwords are hashed one at a time, on a thread of their own that gives way to everybody else: a hash takes 128 MiB and a third of
 * a second, and anybody may ask for one. On the threads that Node shares, a few would keep files and compression waiting.
 */

interface Work {
  password: string;
  salt: Uint8Array;
  length: number;
  options: ScryptOptions;
}

interface Waiting {
  work: Work;
  resolve: (hash: Buffer) => void;
  reject: (error: unknown) => void;
}

/** Some ten seconds of work. */
const MAX_WAITING = 24;
const RETRY_SECONDS = 5;
/** A thread that has nothing to do gives its memory back. */
const IDLE_MS = 10_000;
/** Of Linux, where it is the thread's alone: a third of what others get while they want all there is. */
const NICENESS = 5;

const PROGRAM = `
  const { parentPort } = require("node:worker_threads");
  const { scryptSync } = require("node:crypto");
  if (process.platform === "linux")
    try { require("node:os").setPriority(0, ${NICENESS}); } catch {}
  parentPort.on("message", ({ password, salt, length, options }) => {
    try { parentPort.postMessage({ hash: scryptSync(password, salt, length, options) }); }
    catch (error) { parentPort.postMessage({ error }); }
  });`;

const waiting: Waiting[] = [];
let busy: Waiting | null = null;
let worker: Worker | null = null;
let idle: NodeJS.Timeout | undefined;

/** Whether the next password would be refused: to be asked before anything is counted against whoever asks. */
export const isPasswordWorkFull = (): boolean => waiting.length >= MAX_WAITING;

export const tooManyPasswords = (): Failure =>
  new Failure("unavailable", "Too many people sign in at this moment; try again in a few seconds.", {
    retryAfterSeconds: RETRY_SECONDS,
  });

/** The scrypt hash, when its turn has come. @throws Failure unavailable when too many wait */
export function scryptInTurn(work: Work): Promise<Buffer> {
  if (isPasswordWorkFull()) return Promise.reject(tooManyPasswords());
  return new Promise((resolve, reject) => {
    waiting.push({ work, resolve, reject });
    next();
  });
}

function next(): void {
  if (busy !== null) return;
  busy = waiting.shift() ?? null;
  if (busy === null) {
    worker?.unref();
    idle = setTimeout(() => void end(), IDLE_MS).unref();
    return;
  }
  clearTimeout(idle);
  worker ??= start();
  // Who waits for a hash keeps the process; a thread that waits for work does not.
  worker.ref();
  worker.postMessage(busy.work);
}

function start(): Worker {
  const made = new Worker(PROGRAM, { eval: true });
  made.on("message", ({ hash, error }: { hash?: Uint8Array; error?: unknown }) => {
    const done = busy;
    busy = null;
    if (hash) done?.resolve(Buffer.from(hash));
    else done?.reject(error);
    next();
  });
  made.on("error", (error) => {
    if (worker === made) worker = null;
    const done = busy;
    busy = null;
    done?.reject(error);
    next();
  });
  return made;
}

async function end(): Promise<void> {
  const ended = worker;
  worker = null;
  await ended?.terminate();
}
