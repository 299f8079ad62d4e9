import type { Signal } from "../signal";

/** Whether interactions end well. */
export const HEALTH: readonly Signal[] = [
  {
    name: "failed",
    label: "Failed interactions",
    kind: "share",
    unit: "share",
    direction: "both",
    words: { up: "more interactions fail", down: "fewer interactions fail" },
    of: ({ isError }) => isError,
  },
  {
    name: "failures",
    label: "Why interactions fail",
    kind: "mix",
    unit: "share",
    direction: "both",
    words: { up: "more failures of this class", down: "fewer failures of this class" },
    of: ({ failure }) => failure,
  },
  {
    name: "incomplete",
    label: "Incomplete interactions",
    kind: "share",
    unit: "share",
    direction: "up",
    words: { up: "more interactions lack a part", down: "fewer interactions lack a part" },
    of: ({ isComplete }) => !isComplete,
  },
  {
    name: "retried",
    label: "Interactions with a retry",
    kind: "share",
    unit: "share",
    direction: "up",
    words: { up: "more interactions repeat a call", down: "fewer interactions repeat a call" },
    of: ({ retries, calls }) => (calls.length === 0 ? null : retries > 0),
  },
  {
    name: "fell_back",
    label: "Interactions with a fallback",
    kind: "share",
    unit: "share",
    direction: "up",
    words: { up: "more interactions fall back to another model", down: "fewer interactions fall back" },
    of: ({ fallbacks, calls }) => (calls.length === 0 ? null : fallbacks > 0),
  },
];
