import type { RequestLog } from "./request-log";

/** Header look-up by lower-case name: `Headers` of a Web request, or Node's. */
export type HeaderReader = Pick<Headers, "get">;

/** What ingest reads of a request. */
export interface Incoming {
  /** Absolute. */
  url: string;
  headers: HeaderReader;
  body: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | null;
  log: RequestLog;
  /** Set where other requests wait for this thread: what takes longer to read is thrown as `ReadApart`. */
  readsApart?: boolean;
}
