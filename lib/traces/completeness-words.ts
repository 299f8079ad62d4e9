import type { TraceHead } from "./summary";

/** The five parts of which a trace is made whole. */
const PARTS = [
  { key: "prompt_version", name: "Prompt version", missing: "no system prompt was recorded" },
  { key: "context", name: "Context", missing: "what was retrieved was not recorded" },
  { key: "output", name: "Output", missing: "the model's answer was not recorded" },
  { key: "tool_results", name: "Tool results", missing: "a tool was called and its result was not recorded" },
  { key: "cost", name: "Cost", missing: "tokens or a price are missing" },
] as const;

/** How whole a trace is, part by part: in words, and whether it is held; null: there is nothing to hold. */
export const completenessParts = (completeness: TraceHead["completeness"]) =>
  PARTS.map(({ key, name, missing }) => {
    const state = completeness[key];
    return { key, state, words: `${name}: ${state === null ? "not applicable" : state ? "yes" : missing}` };
  });
