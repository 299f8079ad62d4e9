import type { Signal } from "../signal";

/** How long people wait. What failed took as long as failing takes, and says nothing of it. */
export const SPEED: readonly Signal[] = [
  {
    name: "latency",
    label: "Latency",
    kind: "distribution",
    unit: "ns",
    direction: "both",
    words: { up: "interactions take longer", down: "interactions are faster" },
    of: ({ isError, durationNs }) => (isError ? null : durationNs),
  },
  {
    name: "ttft",
    label: "Time to first token",
    kind: "distribution",
    unit: "ns",
    direction: "both",
    words: { up: "people wait longer for the first token", down: "the first token comes sooner" },
    of: ({ isError, ttftNs }) => (isError ? null : ttftNs),
  },
  {
    name: "call_ttft",
    label: "Time to first token of model calls",
    kind: "distribution",
    unit: "ns",
    direction: "both",
    words: { up: "models take longer to begin their answer", down: "models begin their answer sooner" },
    of: ({ calls }) => calls.flatMap(({ isError, ttftNs }) => (isError || ttftNs === null ? [] : ttftNs)),
  },
];
