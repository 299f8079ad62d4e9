import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

import { Failure } from "@/lib/errors";
import { apiKeyOf } from "@/lib/http/credentials";
import type { HeaderReader } from "@/lib/http/incoming";
import type { Reply } from "@/lib/http/reply";
import type { RequestLog } from "@/lib/http/request-log";
import { SharedRoom } from "@/lib/http/shared-room";

import { failureOf } from "./failure-message";
import type { ReadAnswer, ReadRequest } from "./reader-messages";
import { ReaderThread, type ReaderThreadOptions } from "./reader-thread";

interface Waiting {
  /** Whose turn it is: no key takes all threads. */
  key: string;
  request: ReadRequest;
  resolve: (answer: ReadAnswer) => void;
  reject: (failure: Failure) => void;
}

const MIB = 1024 * 1024;
const MAX_WAIT_MS = 15_000;

/**
 * Threads of the server that read large bodies, so that nobody's request keeps another waiting: three of them, started when they
 * are needed, of which one key takes two at most.
 */
export class Readers {
  private readonly threads: ReaderThread[];
  private readonly waiting: Waiting[] = [];
  private readonly room = new SharedRoom(256 * MIB, 128 * MIB);
  private closed = false;

  /** @param count threads at most */
  constructor(
    private readonly options: ReaderThreadOptions,
    count = 3,
  ) {
    this.threads = Array.from({ length: count }, () => new ReaderThread(options));
  }

  /**
   * Answers a request as its endpoint does.
   * @param body decompressed; no longer to be used here
   * @throws Failure unavailable (too much is waiting), body_too_large (takes too long, or too much memory, to be read)
   */
  async answer(
    { method = "GET", url = "/", headers: sent }: Pick<IncomingMessage, "method" | "url" | "headers">,
    headers: HeaderReader,
    body: Uint8Array,
    log: RequestLog,
  ): Promise<Reply> {
    const key = apiKeyOf(headers) ?? "";
    if (this.closed || !this.room.take(key, body.byteLength, body.byteLength))
      throw new Failure("unavailable", "Too many large requests at once; send this again later.");
    const size = body.byteLength;
    const request: ReadRequest = {
      ...{ method, url, body, headers: namesOf(sent).map((name) => [name, headers.get(name) ?? ""]) },
      ...{ requestId: log.id, bodyBytes: log.bodyBytes },
    };
    const { reply, failure, counted, commits } = await this.turn(key, request).finally(() =>
      this.room.give(key, size),
    );
    // Counted already for its project, where it was read.
    log.failure = failure && failureOf(failure);
    this.options.counted(counted, commits);
    return reply;
  }

  /** Waits for what is being read and ends the threads. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.threads.map((thread) => thread.close()));
  }

  private async turn(key: string, request: ReadRequest): Promise<ReadAnswer> {
    let late: NodeJS.Timeout | undefined;
    try {
      return await new Promise<ReadAnswer>((resolve, reject) => {
        const waiting: Waiting = { key, request, resolve, reject };
        this.waiting.push(waiting);
        late = setTimeout(() => {
          const index = this.waiting.indexOf(waiting);
          if (index < 0) return;
          this.waiting.splice(index, 1);
          reject(new Failure("unavailable", "Too many large requests are waiting; send this again later."));
        }, MAX_WAIT_MS).unref();
        this.next();
      });
    } finally {
      clearTimeout(late);
    }
  }

  /** Gives the oldest request whose key leaves a thread to others to one that has nothing to do. */
  private next(): void {
    const thread = this.threads.find(({ key }) => key === null);
    if (thread === undefined) return;
    const readingOf = (key: string): number => this.threads.filter((one) => one.key === key).length;
    const index = this.waiting.findIndex(({ key }) => readingOf(key) < this.threads.length - 1);
    const [next] = index < 0 ? [] : this.waiting.splice(index, 1);
    if (next === undefined) return;
    void thread
      .read(next.key, next.request)
      .then(next.resolve, next.reject)
      .finally(() => this.next());
    this.next();
  }
}

/** Of the body as it arrives, which is decompressed by now. */
const OF_THE_BODY = new Set(["content-encoding", "content-length", "transfer-encoding"]);

const namesOf = (headers: IncomingHttpHeaders): string[] =>
  Object.keys(headers).filter((name) => !OF_THE_BODY.has(name));
