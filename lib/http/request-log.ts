import type { Failure } from "@/lib/errors";

/** What is learned of one request on its way: made where it arrives, handed down with it, read when it has been answered. */
export class RequestLog {
  /** The size of the body as it was sent; 0: not read. */
  bodyBytes = 0;
  /** The project whose key the request carries, once it is known. */
  project: string | null = null;
  /** The network address that it comes from; null: not known. */
  client: string | null = null;
  /** Why it was refused. */
  failure: Failure | null = null;
  /** Who keeps the project's account of refused requests, once the project is known. */
  account: { refused(failure: Failure): void } | null = null;

  /** @param id names the request in logs and in its answer */
  constructor(readonly id: string) {}

  /** Called where a failure becomes an answer. */
  fail(failure: Failure): void {
    this.failure = failure;
    this.account?.refused(failure);
  }
}
