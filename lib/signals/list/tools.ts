import type { Signal } from "../signal";

/** Which tools run, and how they end. */
export const TOOLS: readonly Signal[] = [
  {
    name: "tools",
    label: "Tools that run",
    kind: "mix",
    unit: "share",
    direction: "both",
    words: { up: "this tool runs more", down: "this tool runs less" },
    of: ({ tools }) => tools.map(({ name }) => name),
  },
  {
    name: "tool_runs",
    label: "Tool runs",
    kind: "mean",
    unit: "count",
    direction: "both",
    words: { up: "interactions run more tools", down: "interactions run fewer tools" },
    of: ({ tools, isError }) => (isError ? null : tools.length),
  },
  {
    name: "tool_failed",
    label: "Failed tool runs",
    kind: "share",
    unit: "share",
    direction: "both",
    words: { up: "more tool runs fail", down: "fewer tool runs fail" },
    of: ({ tools }) => tools.map(({ isError }) => isError),
  },
];
