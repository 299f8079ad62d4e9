import { createLoader } from "nuqs/server";

import { listParams, type ListView } from "@/components/trace-list/search-params";
import { resolveRange } from "@/lib/time/range";
import { DURATION_WORDS, traceFilter, type TraceFilter } from "@/lib/traces/filter";

/** The list that an address speaks of. Words that make no sense count as absent: an old link shows something sensible. */
export const loadListView = createLoader(listParams);

/**
 * The question behind a view. A sliding range has no upper end of its own, so that a client whose clock runs a little
 * ahead of ours is not missed until we catch up.
 */
export function traceFilterOf(view: ListView, now: Date): TraceFilter {
  const { from, to, sliding } = resolveRange(view, now);
  const { range: _, env, from: _from, to: _to, ...words } = view;
  const {
    q,
    status,
    complete,
    simulated,
    streamed,
    min_cost_usd,
    max_cost_usd,
    cost_known,
    cost_contradicted,
    retried,
    savable,
    ...rest
  } = words;
  const durations = DURATION_WORDS.flatMap((word) =>
    rest[word] === null ? [] : [[word, Number(rest[word])]],
  );
  const lists = Object.fromEntries(
    Object.entries(rest).filter((entry): entry is [string, string[]] => Array.isArray(entry[1])),
  );
  return traceFilter({
    ...lists,
    from: from.toISOString(),
    environment: env === null ? [] : [env],
    ...(sliding ? {} : { to: to.toISOString() }),
    ...(q === null ? {} : { q }),
    ...(status === null ? {} : { status }),
    ...(complete === null ? {} : { complete }),
    ...(simulated === null ? {} : { simulated }),
    ...(streamed === null ? {} : { streamed }),
    ...Object.fromEntries(durations),
    ...(min_cost_usd === null ? {} : { min_cost_usd }),
    ...(max_cost_usd === null ? {} : { max_cost_usd }),
    ...(cost_known === null ? {} : { cost_known }),
    ...(cost_contradicted === null ? {} : { cost_contradicted }),
    ...(retried === null ? {} : { retried }),
    ...(savable === null ? {} : { savable }),
  });
}
