import { utcDay } from "./utc-day";

interface Used {
  /** YYYY-MM-DD, UTC */
  day: string;
  /** Of all server processes, as last read from the store. */
  stored: number;
  /** Taken here, not yet in `stored`. */
  pending: number;
  /** Being written now. */
  reserved: number;
}

/**
 * How much of its daily quota each project has used, held in memory so that no request asks the database: what all server
 * processes have stored, as of a second ago, and what this one has taken since. Beyond the quota comes at most what they take
 * within that second, and the one request that crosses the line in each.
 */
export class Quotas {
  private readonly projects = new Map<number, Used>();

  used(projectId: number, now: Date): number {
    const { stored, pending, reserved } = this.of(projectId, now);
    return stored + pending + reserved;
  }

  /** Before spans are written. Call `stored` or `gaveUp` afterwards. */
  reserve(projectId: number, spans: number, now: Date): { stored: () => void; gaveUp: () => void } {
    const used = this.of(projectId, now);
    used.reserved += spans;
    return {
      stored: () => {
        used.reserved -= spans;
        used.pending += spans;
      },
      gaveUp: () => {
        used.reserved -= spans;
      },
    };
  }

  /** The store says how much all processes have taken; it may be some seconds old, and a day's count only grows. */
  learn(projectId: number, day: string, total: number, now: Date): void {
    const used = this.of(projectId, now);
    if (used.day === day) used.stored = Math.max(used.stored, total);
  }

  /** So many spans of this process are in the store now, which says `total`. */
  flushed(projectId: number, day: string, spans: number, total: number, now: Date): void {
    const used = this.of(projectId, now);
    if (used.day !== day) return;
    // A request that was let in before midnight and written after it counts for the day after.
    used.pending = Math.max(0, used.pending - spans);
    used.stored = Math.max(used.stored, total);
  }

  private of(projectId: number, now: Date): Used {
    const day = utcDay(now);
    let used = this.projects.get(projectId);
    if (used?.day !== day) this.projects.set(projectId, (used = { day, stored: 0, pending: 0, reserved: 0 }));
    return used;
  }
}
