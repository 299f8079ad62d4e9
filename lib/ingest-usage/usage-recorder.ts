import type { Sql } from "postgres";

import { log } from "@/lib/log";

import type { Quotas } from "./quotas";
import { UsageCounters } from "./usage-counters";
import { MAX_SAMPLES_PER_HOUR, writeUsageCounters } from "./write-usage-counters";

const HOUR_MS = 3_600_000;
/** Reasons of projects whose samples are counted here; beyond it the table's own bound holds. */
const MAX_SAMPLE_KEYS = 5_000;

/**
 * The account that this server process keeps of what came in: counted in memory within requests, written down every second
 * beside them. A database that is away costs nothing but detail; a process that is killed loses the second that was not written.
 */
export class UsageRecorder {
  private tallies = new Map<number, UsageCounters>();
  private writing: Promise<void> | null = null;
  private readonly samples = new Map<string, number>();
  private samplesHour = 0;
  private failures = 0;

  /** @param sql a pool of its own: neither questions nor batches wait for it, nor it for them */
  constructor(
    private readonly sql: Sql,
    private readonly quotas: Pick<Quotas, "flushed">,
    private readonly now: () => Date,
  ) {}

  of(projectId: number): UsageCounters {
    let usageCounters = this.tallies.get(projectId);
    if (!usageCounters) this.tallies.set(projectId, (usageCounters = new UsageCounters()));
    return usageCounters;
  }

  /** Whether one more sample of this reason is wanted within this hour. Asked before a sample is made: that is the expensive part. */
  wantsSample(projectId: number, code: string): boolean {
    const hour = Math.floor(this.now().getTime() / HOUR_MS);
    if (hour !== this.samplesHour) {
      this.samplesHour = hour;
      this.samples.clear();
    }
    const key = `${projectId} ${code}`;
    const taken = this.samples.get(key) ?? 0;
    if (taken >= MAX_SAMPLES_PER_HOUR || (taken === 0 && this.samples.size >= MAX_SAMPLE_KEYS)) return false;
    this.samples.set(key, taken + 1);
    return true;
  }

  /** Writes down what has been counted; one at a time. Never rejects: what could not be written is tried with the next. */
  flush(): Promise<void> {
    this.writing ??= this.writeAll().finally(() => {
      this.writing = null;
    });
    return this.writing;
  }

  private async writeAll(): Promise<void> {
    const tallies = this.tallies;
    this.tallies = new Map();
    for (const [projectId, usageCounters] of tallies) {
      try {
        const totals = await writeUsageCounters(this.sql, projectId, usageCounters);
        for (const [day, total] of totals)
          this.quotas.flushed(projectId, day, usageCounters.days.get(day) ?? 0, total, this.now());
        this.failures = 0;
      } catch (error) {
        this.of(projectId).absorb(usageCounters);
        // Once at the start of an outage and then rarely.
        if (Number.isInteger(Math.log2(++this.failures)))
          log.warn({ err: error, failures: this.failures }, "what came in could not be written down yet");
      }
    }
  }
}
