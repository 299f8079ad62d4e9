import { isSaid } from "@/lib/model/filter-params";
import { resolveRange } from "@/lib/time/range";

import type { PromptsView } from "./search-params";

/** What the page's figures are of, in the words of the API. */
export interface PromptScope {
  from: string;
  to: string;
  environment: string[];
  feature: string[];
}

export function scopeOfView(view: PromptsView, now: Date, zone: string): PromptScope {
  const { from, to } = resolveRange(view, now, zone);
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    environment: isSaid(view.env) ? [view.env as string] : [],
    feature: view.feature ?? [],
  };
}

/** The same as a query. */
export function queryOfScope({ from, to, environment, feature }: PromptScope): URLSearchParams {
  const query = new URLSearchParams({ from, to });
  for (const one of environment) query.append("environment", one);
  for (const one of feature) query.append("feature", one);
  return query;
}
