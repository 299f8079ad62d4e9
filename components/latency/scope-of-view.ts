import type { LatencyScope } from "@/lib/latency/scope";
import { resolveRange } from "@/lib/time/range";

import type { LatencyView } from "./search-params";

/** What the page's figures are of. */
export function scopeOfView(view: LatencyView, now: Date, zone: string): LatencyScope {
  const { from, to } = resolveRange(view, now);
  const { feature, model, provider, prompt_version, release, env } = view;
  const set = Object.entries({
    feature,
    model,
    provider,
    prompt_version,
    release,
    environment: env === null ? null : [env],
  }).filter((entry): entry is [string, string[]] => entry[1] !== null && entry[1].length > 0);
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    zone,
    filters: Object.fromEntries(set),
  };
}
