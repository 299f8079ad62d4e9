import { Gauge, Registry } from "prom-client";

import type { DeriveLag } from "@/lib/derive/lag";

/** How far derivation is behind, as series of their own registry: made for one scrape, since they are of whoever asks. */
export function lagMetrics(lag: DeriveLag): Registry {
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  gauge("recount_derive_waiting_marks", "Traces that wait for derivation.").set(lag.traces.marks);
  gauge("recount_derive_lag_seconds", "How long the oldest of them has waited.").set(
    lag.traces.oldestMs / 1000,
  );
  const waiting = gauge("recount_rollup_waiting_marks", "Buckets that wait to be rolled up.", ["tier"]);
  const late = gauge(
    "recount_rollup_lag_seconds",
    "How long the oldest of them that is over should have been made; 0 when none is late.",
    ["tier"],
  );
  for (const { tier, marks, lateMs } of lag.buckets) {
    waiting.set({ tier }, marks);
    late.set({ tier }, lateMs / 1000);
  }
  return registry;
}
