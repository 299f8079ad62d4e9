import { LATENCY_DIMENSIONS, type LatencyScope } from "@/lib/latency/scope";
import { isSaid } from "@/lib/model/filter-params";
import { resolveRange } from "@/lib/time/range";

import type { LatencyView } from "./search-params";

/** What the page's figures are of. */
export function scopeOfView(view: LatencyView, now: Date, zone: string): LatencyScope {
  const { from, to } = resolveRange(view, now, zone);
  const said = LATENCY_DIMENSIONS.map(
    (word) => [word, word === "environment" ? view.env : view[word]] as const,
  );
  const set = said.flatMap(([word, value]) => (isSaid(value) ? [[word, [value].flat()]] : []));
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    zone,
    filters: Object.fromEntries(set),
  };
}
