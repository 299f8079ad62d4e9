import { createLoader } from "nuqs/server";

import { listParams, type ListView } from "@/components/trace-list/search-params";
import { FILTER_PARAMS, isSaid } from "@/lib/model/filter-params";
import { resolveRange } from "@/lib/time/range";
import { traceFilter, type TraceFilter } from "@/lib/traces/filter";

/** The list that an address speaks of. Words that make no sense count as absent: an old link shows something sensible. */
export const loadListView = createLoader(listParams);

/**
 * The question behind a view. A sliding range has no upper end of its own, so that a client whose clock runs a little
 * ahead of ours is not missed until we catch up.
 */
export function traceFilterOf(view: ListView, now: Date, zone: string): TraceFilter {
  const { from, to, sliding } = resolveRange(view, now, zone);
  const words = FILTER_PARAMS.map(({ name, filter: { takes } }): [string, unknown] => {
    if (name === "environment") return [name, view.env === null ? [] : [view.env]];
    return [name, takes === "milliseconds" && isSaid(view[name]) ? Number(view[name]) : view[name]];
  }).filter(([, value]) => isSaid(value));
  return traceFilter({
    ...Object.fromEntries(words),
    from: from.toISOString(),
    ...(sliding ? {} : { to: to.toISOString() }),
    ...(view.q === null ? {} : { q: view.q }),
  });
}
