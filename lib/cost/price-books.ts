import { LRUCache } from "lru-cache";
import type { Sql } from "postgres";

import { inProject } from "@/db/tenant";

import { PriceBook } from "./price-book";
import { readPriceBook } from "./read-price-book";

/** A book of this age is read again, beside the request that met it. */
const FRESH_MS = 1_000;
/** A book of this age is no longer used: the request waits for a new one. */
export const MAX_BOOK_AGE_MS = 3_000;

interface Kept {
  book: PriceBook;
  readAt: number;
  reading: Promise<PriceBook> | null;
}

/**
 * The price books of all projects that send: each is read at most once a second, not once a request, so a change of prices is
 * in force in every server process within {@link MAX_BOOK_AGE_MS}, without the processes talking to each other.
 */
export class PriceBooks {
  private readonly kept = new LRUCache<number, Kept>({ max: 10_000 });

  constructor(
    private readonly sql: Sql,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws what the driver throws when there is no book young enough and the database is away */
  async of(projectId: number): Promise<PriceBook> {
    const kept = this.kept.get(projectId);
    const age = kept ? this.now() - kept.readAt : Infinity;
    if (kept && age < FRESH_MS) return kept.book;
    const reading = kept?.reading ?? this.read(projectId, kept);
    if (kept && age < MAX_BOOK_AGE_MS) {
      // Nobody waits for it; whoever must will see why it failed.
      reading.catch(() => {});
      return kept.book;
    }
    return reading;
  }

  private read(projectId: number, before: Kept | undefined): Promise<PriceBook> {
    const startedAt = this.now();
    const reading = inProject(this.sql, projectId, (tx) => readPriceBook(tx, projectId), { readOnly: true })
      .then((book) => {
        // The same object while nothing has changed: what hangs on a price (its rates) is made once.
        const same = before?.book.digest === book.digest && before.book.estimator === book.estimator;
        const next = same ? before.book : book;
        this.kept.set(projectId, { book: next, readAt: startedAt, reading: null });
        return next;
      })
      .finally(() => {
        if (before) before.reading = null;
      });
    if (before) before.reading = reading;
    return reading;
  }
}
