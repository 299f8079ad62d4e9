import { Failure } from "@/lib/errors";

import { isKeyTaken, isRefused, isTransient, isUnavailable, isWithoutRoom } from "@/db/error-codes";
import type { Pipeline } from "@/db/pipeline";
import { KnownLabelSets } from "./label-sets";
import type { Batch } from "./rows";
import type { Known } from "@/lib/bodies/write-bodies";
import { writeBatch } from "./write";

/** Bounds of the queue between the endpoints and the store. */
export interface GroupCommitLimits {
  /** Spans, additions and scores of one transaction, at most (a single larger request is still one transaction). */
  maxRowsPerCommit: number;
  /** Rows waiting or being written; beyond it requests are refused with 503. */
  maxQueuedRows: number;
  /** Transactions at a time. */
  connections: number;
  /** Rows that must wait before another transaction starts beside one that runs: small commits cost as much as large ones. */
  rowsForAnother: number;
  /** How long a request may wait before it is refused with 503. */
  deadlineMs: number;
}

const DEFAULTS: GroupCommitLimits = {
  maxRowsPerCommit: 1_500,
  maxQueuedRows: 30_000,
  connections: 2,
  rowsForAnother: 750,
  deadlineMs: 15_000,
};

interface Waiting {
  batch: Batch;
  rows: number;
  since: number;
  resolve: () => void;
  reject: (error: unknown) => void;
  /** Its sender was told to come back, and its rows are still being written. */
  late: boolean;
}

const LOOK_MS = 250;

/** What the queue says of itself, for /api/metrics. */
export interface GroupCommitStats {
  queuedRows: number;
  committedRows: number;
  commits: number;
  commitSeconds: number;
  refusedRequests: number;
  /** Spans with labels that they share with no others, or with too few: label-sets.ts. */
  ownLabels: number;
}

const rowsOf = (batch: Batch): number => batch.spans.length + batch.additions.length + batch.scores.length;

/**
 * Group commit: concurrent requests of a project share a transaction, each is answered after it has committed. Bounded:
 * what does not fit is refused with 503 and Retry-After, so that the client keeps it.
 */
export class GroupCommit {
  private readonly limits: GroupCommitLimits;
  private waiting: Waiting[] = [];
  private running = 0;
  private closed = false;
  private noRoom = false;
  /** Everybody who waits for an answer, the oldest first. */
  private readonly unanswered = new Set<Waiting>();
  private readonly clock = setInterval(() => this.answerLate(), LOOK_MS).unref();
  readonly stats: GroupCommitStats = {
    queuedRows: 0,
    committedRows: 0,
    commits: 0,
    commitSeconds: 0,
    refusedRequests: 0,
    ownLabels: 0,
  };
  private readonly knownSets = new KnownLabelSets();

  constructor(
    private readonly pipeline: Pipeline,
    private readonly known: Known,
    limits: Partial<GroupCommitLimits> = {},
  ) {
    this.limits = { ...DEFAULTS, ...limits };
  }

  /** Whether all but a first request would be refused now. */
  get isFull(): boolean {
    return this.stats.queuedRows >= this.limits.maxQueuedRows;
  }

  /** Whether the last batch failed for want of room, or of a disk that takes writes. */
  get cannotStore(): boolean {
    return this.noRoom;
  }

  /** Somebody has seen that there is room. */
  canStoreAgain(): void {
    this.noRoom = false;
  }

  /** Resolves after commit. Throws Failure("unavailable") when it is certain that nothing was acknowledged. */
  submit(batch: Batch): Promise<void> {
    const rows = rowsOf(batch);
    if (rows === 0) return Promise.resolve();
    if (this.closed)
      return Promise.reject(new Failure("unavailable", "The server is stopping; send this again."));
    if (this.stats.queuedRows > 0 && this.stats.queuedRows + rows > this.limits.maxQueuedRows) {
      this.stats.refusedRequests++;
      return Promise.reject(
        new Failure("unavailable", "More is arriving than the database takes; send this again later."),
      );
    }
    this.stats.queuedRows += rows;
    return new Promise((resolve, reject) => {
      const entry: Waiting = { batch, rows, since: Date.now(), resolve, reject, late: false };
      this.waiting.push(entry);
      this.unanswered.add(entry);
      this.pump();
    });
  }

  /** What another thread of this program committed. */
  add(done: Omit<GroupCommitStats, "queuedRows">): void {
    for (const [name, amount] of Object.entries(done)) this.stats[name as keyof typeof done] += amount;
  }

  /** Refuses new work and resolves when all that was taken is committed or refused. */
  async close(): Promise<void> {
    this.closed = true;
    while (this.running > 0 || this.waiting.length > 0)
      await new Promise((resolve) => setTimeout(resolve, 10));
    clearInterval(this.clock);
  }

  /** A request is answered within its deadline, whatever holds the database; its rows count until they are let go. */
  private answerLate(): void {
    const before = Date.now() - this.limits.deadlineMs;
    for (const entry of this.unanswered) {
      if (entry.since > before) return;
      this.unanswered.delete(entry);
      entry.late = true;
      this.stats.refusedRequests++;
      entry.reject(new Failure("unavailable", TOO_SLOW));
      const index = this.waiting.indexOf(entry);
      if (index < 0) continue;
      this.waiting.splice(index, 1);
      this.settle([entry]);
    }
  }

  private pump(): void {
    while (this.waiting.length > 0 && this.mayStart()) {
      const group = this.take();
      this.running++;
      void this.commit(group).finally(() => {
        this.running--;
        this.pump();
      });
    }
  }

  private mayStart(): boolean {
    if (this.running === 0) return true;
    if (this.running >= this.limits.connections) return false;
    let rows = 0;
    for (const entry of this.waiting) rows += entry.rows;
    return rows >= this.limits.rowsForAnother;
  }

  /** The oldest request and what else of its project fits beside it. */
  private take(): Waiting[] {
    const projectId = this.waiting[0]?.batch.projectId;
    const group: Waiting[] = [];
    const rest: Waiting[] = [];
    let rows = 0;
    for (const entry of this.waiting) {
      const fits = group.length === 0 || rows + entry.rows <= this.limits.maxRowsPerCommit;
      if (entry.batch.projectId === projectId && fits) {
        group.push(entry);
        rows += entry.rows;
      } else rest.push(entry);
    }
    this.waiting = rest;
    return group;
  }

  private async commit(group: Waiting[]): Promise<void> {
    const started = performance.now();
    try {
      await this.writeWithRetry(group);
      this.noRoom = false;
      this.stats.commits++;
      this.stats.commitSeconds += (performance.now() - started) / 1000;
      for (const entry of group) {
        this.stats.committedRows += entry.rows;
        this.unanswered.delete(entry);
        entry.resolve();
      }
    } catch (error) {
      this.noRoom ||= isWithoutRoom(error);
      // One request's bad row must not cost its neighbours theirs: each is tried alone.
      if (group.length > 1 && !isUnavailable(error)) {
        for (const entry of group) await this.commit([entry]);
        return;
      }
      for (const entry of group) {
        if (isUnavailable(error) && !entry.late) this.stats.refusedRequests++;
        this.unanswered.delete(entry);
        entry.reject(asFailure(error));
      }
    } finally {
      if (group.length > 0) this.settle(group);
    }
  }

  private settle(group: Waiting[]): void {
    for (const entry of group) {
      this.stats.queuedRows -= entry.rows;
      entry.rows = 0;
    }
  }

  /** The same batch again on deadlock, serialisation failure or a lost connection: batches are idempotent. */
  private async writeWithRetry(group: Waiting[]): Promise<void> {
    const batch = group.length === 1 ? (group[0] as Waiting).batch : merge(group.map((entry) => entry.batch));
    const oldest = Math.min(...group.map((entry) => entry.since));
    for (let attempt = 0; ; attempt++) {
      try {
        const { ownLabels } = await writeBatch(this.pipeline, batch, this.known, this.knownSets);
        this.stats.ownLabels += ownLabels;
        return;
      } catch (error) {
        const late = Date.now() - oldest > this.limits.deadlineMs;
        const again =
          isTransient(error) || isKeyTaken(error) ? attempt < 8 : isUnavailable(error) && attempt < 3;
        if (late || !again) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20 * 2 ** attempt * (0.5 + Math.random())));
      }
    }
  }
}

/** What was on its way may be stored in the end; a span that is sent twice is one. */
const TOO_SLOW =
  "The database is not reachable or too slow; send this again, what was stored is not counted twice.";

function asFailure(error: unknown): unknown {
  if (isUnavailable(error) || isTransient(error)) {
    return new Failure("unavailable", TOO_SLOW, { cause: error });
  }
  if (isRefused(error)) {
    return new Failure("bad_request", "The database refused a value in this request; it was not stored.", {
      cause: error,
    });
  }
  return error;
}

/** Many requests of one project as one batch. */
function merge(batches: readonly Batch[]): Batch {
  const merged: Batch = {
    projectId: batches[0]?.projectId ?? 0,
    spans: [],
    additions: [],
    scores: [],
    bodies: new Map(),
    prices: new Map(),
  };
  for (const batch of batches) {
    merged.spans.push(...batch.spans);
    merged.additions.push(...batch.additions);
    merged.scores.push(...batch.scores);
    for (const [id, price] of batch.prices) merged.prices.set(id, price);
    for (const [shard, bodies] of batch.bodies) {
      const target = merged.bodies.get(shard);
      if (!target) merged.bodies.set(shard, new Map(bodies));
      else for (const [id, body] of bodies) target.set(id, body);
    }
  }
  return merged;
}
