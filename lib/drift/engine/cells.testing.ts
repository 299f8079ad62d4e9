import { binOf } from "@/lib/stats/histogram";
import { normal, seeded } from "@/lib/stats/random";

import { CELL_MS, HOUR_MS, type DistributionCell, type MeanCell, type MixCell, type ShareCell } from "./cell";

/** A Monday. */
export const MONDAY = Date.UTC(2026, 0, 5);

/** Simulated cells of five minutes with a season by the hour of day; the same for the same seed. */
export class Simulated {
  readonly random: () => number;

  constructor(
    seed: number,
    private readonly perHour = 500,
  ) {
    this.random = seeded(seed);
  }

  share(from: number, hours: number, shareAt: (at: number) => number): ShareCell[] {
    return this.cells(from, hours, (at, n) => {
      const share = shareAt(at) * (1 + 0.2 * Math.sin((2 * Math.PI * at) / (24 * HOUR_MS)));
      return { at, lengthMs: CELL_MS, n, hits: this.times(n, () => (this.random() < share ? 1 : 0)) };
    });
  }

  /** @param factorAt of a latency of about two seconds */
  latency(from: number, hours: number, factorAt: (at: number) => number): DistributionCell[] {
    return this.cells(from, hours, (at, n) => {
      const counts = new Map<number, number>();
      for (let index = 0; index < n; index++) {
        const bin = binOf(2e9 * factorAt(at) * Math.exp(0.5 * normal(this.random)));
        counts.set(bin, (counts.get(bin) ?? 0) + 1);
      }
      const sorted = [...counts].sort(([a], [b]) => a - b);
      const histogram = { bins: sorted.map(([bin]) => bin), counts: sorted.map(([, count]) => count) };
      return { at, lengthMs: CELL_MS, histogram };
    });
  }

  mean(from: number, hours: number, meanAt: (at: number) => number): MeanCell[] {
    return this.cells(from, hours, (at, n) => {
      let [sum, squares] = [0, 0];
      for (let index = 0; index < n; index++) {
        const value = meanAt(at) + normal(this.random);
        sum += value;
        squares += value * value;
      }
      return { at, lengthMs: CELL_MS, n, sum, squares };
    });
  }

  mix(from: number, hours: number, movedAt: (at: number) => number): MixCell[] {
    return this.cells(from, hours, (at, n) => {
      const counts: Record<string, number> = {};
      for (let index = 0; index < n; index++) {
        const draw = this.random();
        const name = draw < 0.6 - movedAt(at) ? "stop" : draw < 0.9 ? "tool_calls" : "length";
        counts[name] = (counts[name] ?? 0) + 1;
      }
      return { at, lengthMs: CELL_MS, counts };
    });
  }

  private cells<T>(from: number, hours: number, make: (at: number, n: number) => T): T[] {
    const expected = this.perHour / 12;
    return Array.from({ length: hours * 12 }, (_, index) =>
      make(
        from + index * CELL_MS,
        Math.max(0, Math.round(expected + Math.sqrt(expected) * normal(this.random))),
      ),
    );
  }

  private times(n: number, one: () => number): number {
    let sum = 0;
    for (let index = 0; index < n; index++) sum += one();
    return sum;
  }
}
