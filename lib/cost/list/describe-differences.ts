import { compareSources, type Disagreement } from "./disagreements";
import type { PriceList } from "./price-list";

/** Providers that the first source knows, and those whose prices are told apart from theirs. */
function mappedProviders(list: PriceList): ReadonlySet<string> {
  const first = list.sources.findIndex(({ name }) => name === "genai-prices");
  const known = list.models.filter(({ source }) => source === first).map(({ provider }) => provider);
  return new Set([...known, "vertex", "azure-ai"]);
}

/** A table for people: every name of which the sources differ by more than a hundredth, who is believed and where that was read. */
export function describeDifferences(list: PriceList): {
  text: string;
  models: number;
  priced: number;
  disagreements: number;
} {
  const mapped = mappedProviders(list);
  const { models, priced, disagreements } = compareSources(list, ({ provider }) => mapped.has(provider));
  const once = new Map(disagreements.map((one) => [rowName(one), one]));
  const rows = [...once.values()]
    .toSorted((a, b) => (rowName(a) < rowName(b) ? -1 : 1))
    .map((one) => `| ${[rowName(one), figures(one), one.source, reason(one), one.otherNote].join(" | ")} |`);
  const text = [
    "# Where the price lists differ",
    "",
    `Made by \`npm run prices -- --compare\` from the list of ${list.date}: ${list.version}. Of ${models} names that LiteLLM`,
    `prices for providers that both know, ${priced} have a price; of ${once.size} the sources differ by more than 1 %. US dollars a`,
    "million tokens, standard tier, at noon (UTC) of that day.",
    "",
    "| Model | Used, and LiteLLM's | Believed | Why | LiteLLM read it at |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
  return { text, models, priced, disagreements: once.size };
}

const rowName = ({ provider, model }: Disagreement): string => `${provider}/${model}`;

const figures = ({ units }: Disagreement): string =>
  units
    .map(({ unit, used, other }) => `${unit.replace(/_mtok$/, "").replaceAll("_", " ")} ${used}, ${other}`)
    .join("; ");

/** The vendor's page, where the source names one; else what is known about such names. */
function reason({ note, provider }: Disagreement): string {
  if (provider === "aws" && note !== "")
    return `${note} (the bare id is billed in its region, LiteLLM has the global price)`;
  return note === "" ? "the first source; it names no page" : note;
}
