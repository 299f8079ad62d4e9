import type { Signal } from "../signal";

/** What an interaction costs and takes. */
export const EFFORT: readonly Signal[] = [
  {
    name: "cost",
    label: "Cost of an interaction",
    kind: "distribution",
    unit: "nano_usd",
    direction: "both",
    words: { up: "interactions cost more", down: "interactions cost less" },
    of: ({ costNanoUsd }) => (costNanoUsd !== null && costNanoUsd > 0 ? costNanoUsd : null),
  },
  {
    name: "input_tokens",
    label: "Input tokens",
    kind: "distribution",
    unit: "tokens",
    direction: "both",
    words: { up: "prompts are longer", down: "prompts are shorter" },
    of: ({ inputTokens }) => inputTokens,
  },
  {
    name: "output_tokens",
    label: "Output tokens",
    kind: "distribution",
    unit: "tokens",
    direction: "both",
    words: { up: "models write more", down: "models write less" },
    of: ({ outputTokens, isError }) => (isError ? null : outputTokens),
  },
  {
    name: "cache_share",
    label: "Input read from a cache",
    kind: "mean",
    unit: "share",
    direction: "both",
    words: { up: "more of the input is read from a cache", down: "less of the input is read from a cache" },
    of: ({ inputTokens, cacheReadTokens }) =>
      inputTokens === null || inputTokens === 0 ? null : (cacheReadTokens ?? 0) / inputTokens,
  },
  {
    name: "model_calls",
    label: "Model calls",
    kind: "mean",
    unit: "count",
    direction: "both",
    words: { up: "interactions make more model calls", down: "interactions make fewer model calls" },
    of: ({ calls, isError }) => (isError ? null : calls.length),
  },
];
