import type { Figure } from "@/lib/metrics/series";

type Part = keyof NonNullable<Figure["missing"]>;

/** How many traces lack one of the five parts. */
export interface Lacking {
  part: Part;
  n: number;
}

/** What a trace lacks, and which words of the filter find such traces. */
const PARTS: Record<Part, { lacks: string; filter: Record<string, string> }> = {
  prompt_version: { lacks: "a system prompt", filter: { complete: "false" } },
  context: { lacks: "their retrieved documents", filter: { complete: "false" } },
  output: { lacks: "the model's output", filter: { complete: "false" } },
  tool_results: { lacks: "a tool's result", filter: { complete: "false" } },
  cost: { lacks: "the cost of a model call or ranking", filter: { cost_known: "false" } },
};

/** Parts that some traces lack, the most frequent first. */
export const lackingOf = ({ missing }: Figure): Lacking[] =>
  missing === undefined
    ? []
    : (Object.keys(PARTS) as Part[])
        .map((part) => ({ part, n: missing[part] }))
        .filter(({ n }) => n > 0)
        .sort((a, b) => b.n - a.n);

/** "traces lack a system prompt" */
export const lackingWords = ({ part, n }: Lacking): string =>
  `${n === 1 ? "trace lacks" : "traces lack"} ${PARTS[part].lacks}`;

export const lackingFilter = ({ part }: Lacking): Record<string, string> => PARTS[part].filter;
