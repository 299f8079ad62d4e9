/** Counts of this process since it started, for /api/metrics. */
class Counters {
  readonly values = new Map<string, number>();

  private add(name: string, labels: Record<string, string>, n: number): void {
    const key = `${name}{${Object.entries(labels)
      .map(([label, value]) => `${label}="${value}"`)
      .join(",")}}`;
    this.values.set(key, (this.values.get(key) ?? 0) + n);
  }

  accepted(signal: string, n: number): void {
    this.add("recount_ingest_accepted_total", { signal }, n);
  }
  rejected(signal: string, reason: string): void {
    this.add("recount_ingest_rejected_total", { signal, reason }, 1);
  }
  unkept(signal: string, reason: string, n: number): void {
    this.add("recount_ingest_unkept_total", { signal, reason }, n);
  }
  failed(signal: string, code: string): void {
    this.add("recount_ingest_failed_requests_total", { signal, code }, 1);
  }
}

const holder = globalThis as unknown as { recountCounters?: Counters };
/** Shared by all routes, which Next bundles apart. */
export const counters = (holder.recountCounters ??= new Counters());
