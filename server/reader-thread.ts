import { Worker } from "node:worker_threads";

import { Failure } from "@/lib/errors";
import type { QuotaBook, Limits } from "@/lib/ingest-usage/ingest-usage";
import type { Sender } from "@/lib/ingest-usage/rate-limits";
import { log } from "@/lib/log";

import { failureMessage } from "./failure-message";
import type { FromReader, ReadAnswer, ReadRequest, ToReader } from "./reader-messages";
import { asFailure } from "@/lib/http/respond";

export interface ReaderThreadOptions {
  databaseUrl: string;
  /** Of the thread that listens: limits are one for all. */
  rateLimits: Limits;
  quotas: QuotaBook;
  /** Told what a request added to the counters. */
  counted: (counted: ReadAnswer["counted"], commits: ReadAnswer["commits"]) => void;
  limits: ReaderLimits;
}

/** What reading one body may take. */
export interface ReaderLimits {
  ms: number;
  heapMb: number;
}

/** Several times what a body of 64 MiB takes. */
export const READER_LIMITS: ReaderLimits = { ms: 30_000, heapMb: 1024 };

/** Until what was read is written: a store that is away is answered much sooner. */
const MAX_WRITE_MS = 60_000;
/** A thread that has nothing to do gives its memory back. */
const IDLE_MS = 10_000;

/** Bundled by the build; in development and in tests the source itself, by a loader that a thread has to be given by hand. */
const IS_SOURCE = import.meta.url.endsWith(".ts");
const PROGRAM = new URL(IS_SOURCE ? "./reader.ts" : "./reader.mjs", import.meta.url);
const LOADED = `import("tsx/esm/api").then(({ register }) => (register(), import(${JSON.stringify(PROGRAM.href)})))`;

/** One thread that reads large bodies: started by the first of them, ended when there are none, replaced when one was too much. */
export class ReaderThread {
  /** Whose request is being read; null: none. */
  key: string | null = null;
  private worker: Worker | null = null;
  private idle: NodeJS.Timeout | undefined;
  private done: ((answer: ReadAnswer | Failure) => void) | null = null;
  private deadline: NodeJS.Timeout | undefined;
  /** What is being written for the request, by number. */
  private readonly writing = new Map<number, (stored: boolean) => void>();

  constructor(private readonly options: ReaderThreadOptions) {}

  /** @throws Failure when the body takes too long or too much memory */
  async read(key: string, request: ReadRequest): Promise<ReadAnswer> {
    this.key = key;
    clearTimeout(this.idle);
    const worker = (this.worker ??= this.start());
    this.within(this.options.limits.ms, TOO_LONG);
    try {
      const answer = await new Promise<ReadAnswer | Failure>((resolve) => {
        this.done = resolve;
        this.say(worker, { kind: "read", request }, [ownBuffer(request)]);
      });
      if (answer instanceof Failure) throw answer;
      return answer;
    } finally {
      clearTimeout(this.deadline);
      this.done = null;
      this.key = null;
      this.idle = setTimeout(() => void this.close(), IDLE_MS).unref();
    }
  }

  /** Ends the thread once it has written down what it counted. */
  async close(): Promise<void> {
    clearTimeout(this.idle);
    const { worker } = this;
    if (worker === null) return;
    this.worker = null;
    const ended = new Promise((resolve) => worker.once("exit", resolve));
    this.say(worker, { kind: "close" });
    await ended;
  }

  private start(): Worker {
    const { databaseUrl, limits } = this.options;
    const worker = new Worker(IS_SOURCE ? LOADED : PROGRAM, {
      eval: IS_SOURCE,
      workerData: { databaseUrl },
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMb, maxYoungGenerationSizeMb: 64 },
    });
    worker.on("message", (message: FromReader) => this.receive(worker, message));
    worker.on("error", (error: NodeJS.ErrnoException) => {
      log.error({ err: error }, "a thread for large bodies ended");
      this.ended(worker, error.code === "ERR_WORKER_OUT_OF_MEMORY" ? TOO_MUCH_MEMORY : AWAY);
    });
    worker.on("exit", () => this.ended(worker, AWAY));
    return worker;
  }

  private receive(worker: Worker, message: FromReader): void {
    if (message.kind === "answer") this.done?.(message.answer);
    else if (message.kind === "spend") void this.spend(worker, message);
    else if (message.kind === "spent") this.writing.get(message.spend)?.(message.stored);
    else
      this.options.quotas.flushed(message.projectId, message.day, message.spans, message.total, new Date());
  }

  /** Holds what was read against the limits; the thread writes meanwhile. */
  private async spend(
    worker: Worker,
    { spend, sender, spans }: { spend: number; sender: Sender; spans: number },
  ): Promise<void> {
    this.within(MAX_WRITE_MS, AWAY);
    try {
      await this.options.rateLimits.spend(
        sender,
        spans,
        () =>
          new Promise<void>((resolve, reject) => {
            this.writing.set(spend, (stored) => (stored ? resolve() : reject(NOT_STORED)));
            this.say(worker, { kind: "allowed", spend, failure: null });
          }),
      );
    } catch (error) {
      if (error !== NOT_STORED)
        this.say(worker, { kind: "allowed", spend, failure: failureMessage(asFailure(error)) });
    } finally {
      this.writing.delete(spend);
    }
  }

  private within(ms: number, failure: () => Failure): void {
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => {
      const { worker } = this;
      if (worker === null) return;
      this.ended(worker, failure);
      void worker.terminate();
    }, ms).unref();
  }

  /** The request that it was reading fails; the next one starts another thread. */
  private ended(worker: Worker, failure: () => Failure): void {
    if (this.worker === worker) this.worker = null;
    else if (this.worker !== null) return;
    for (const settle of this.writing.values()) settle(false);
    this.done?.(failure());
  }

  private say(worker: Worker, message: ToReader, transfer: ArrayBuffer[] = []): void {
    worker.postMessage(message, transfer);
  }
}

const NOT_STORED = new Error("not stored");

const TOO_LONG = (): Failure =>
  new Failure("body_too_large", "The request takes too long to be read; send smaller batches.");
const TOO_MUCH_MEMORY = (): Failure =>
  new Failure("body_too_large", "The request takes too much memory to be read; send smaller batches.");
const AWAY = (): Failure =>
  new Failure("unavailable", "Reading the request was broken off; send this again later.");

/** The body's memory, to be handed over; copied where others share it. */
function ownBuffer(request: ReadRequest): ArrayBuffer {
  const { body } = request;
  if (body.byteLength !== body.buffer.byteLength || !(body.buffer instanceof ArrayBuffer))
    request.body = new Uint8Array(body);
  return request.body.buffer as ArrayBuffer;
}
