import type { Change } from "@/lib/metrics/changes";

import type { ChangeMark } from "../types";

/** Features that a tooltip names. */
const NAMED = 3;

/**
 * Changes as a chart marks them: `marks={changeMarks(changes, (words) => tracesHref(words))}`. A mark leads to the traces that
 * have what came.
 * @param tracesHref the list of traces of the page's range and environment with these words added
 */
export const changeMarks = (
  changes: readonly Change[],
  tracesHref: (words: Record<string, string>) => string,
): ChangeMark[] =>
  changes.map(({ at, kind, label, features, word, value }) => {
    const named = features.filter((feature) => feature !== null);
    const more = features.length - Math.min(NAMED, named.length);
    return {
      at: Date.parse(at),
      label: `${kind} ${label}`,
      detail:
        named.length === 0
          ? undefined
          : `in ${named.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
      href: tracesHref({
        [word]: value,
        ...(features.length === 1 && named.length === 1 ? { feature: named[0]! } : {}),
      }),
    };
  });
