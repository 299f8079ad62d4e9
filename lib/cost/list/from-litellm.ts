import { z } from "zod";

import { timesMany } from "./decimal";
import type { ListedModel, Period } from "./format";

/** LiteLLM's model_prices_and_context_window.json: one object a key, prices a token in fields that are named after their case. */
export const LitellmTable = z.record(z.string(), z.record(z.string(), z.unknown()));
export type LitellmTable = z.output<typeof LitellmTable>;
type Row = Readonly<Record<string, unknown>>;

const MILLION = 1_000_000n;

/** Its fields -> our units, and how many of its measure are one of ours. */
const FIELDS: Record<string, readonly [unit: string, many: bigint]> = {
  input_cost_per_token: ["input_mtok", MILLION],
  output_cost_per_token: ["output_mtok", MILLION],
  cache_read_input_token_cost: ["cache_read_mtok", MILLION],
  cache_creation_input_token_cost: ["cache_write_mtok", MILLION],
  cache_creation_input_token_cost_above_1hr: ["cache_write_1h_mtok", MILLION],
  input_cost_per_audio_token: ["input_audio_mtok", MILLION],
  output_cost_per_audio_token: ["output_audio_mtok", MILLION],
  cache_read_input_audio_token_cost: ["cache_audio_read_mtok", MILLION],
  input_cost_per_image_token: ["input_image_mtok", MILLION],
  output_cost_per_image_token: ["output_image_mtok", MILLION],
  cache_read_input_image_token_cost: ["cache_image_read_mtok", MILLION],
  input_cost_per_video_token: ["input_video_mtok", MILLION],
  output_cost_per_video_token: ["output_video_mtok", MILLION],
  output_cost_per_reasoning_token: ["output_reasoning_mtok", MILLION],
  input_cost_per_request: ["requests_kcount", 1000n],
  input_cost_per_query: ["rerank_searches_kcount", 1000n],
  input_cost_per_second: ["input_audio_hours", 3600n],
  input_cost_per_character: ["input_mchars", MILLION],
};

/** Ends of its fields -> service tiers, as the tables of vendors call them. */
const TIERS: Record<string, string> = {
  _batches: "batch",
  _flex: "flex",
  _priority: "priority",
  _ultrafast: "ultrafast",
  _balanced: "balanced",
};

/** Its word for a provider -> ours (lib/cost/vendors.ts). Others are the same word. */
const PROVIDERS: Record<string, string> = {
  "text-completion-openai": "openai",
  azure_text: "azure",
  azure_ai: "azure-ai",
  bedrock: "aws",
  bedrock_converse: "aws",
  bedrock_mantle: "aws",
  amazon_nova: "aws",
  gemini: "google",
  xai: "x-ai",
  together_ai: "together",
  fireworks_ai: "fireworks",
  "fireworks_ai-embedding-models": "fireworks",
  cohere_chat: "cohere",
  moonshot: "moonshotai",
  voyage: "voyageai",
  github_copilot: "github-copilot",
  meta_llama: "meta",
};

/** Not what calls are billed by: one's own machines, subscriptions that are no list, and tables that are no models. */
const LEFT_OUT = new Set([
  "ollama",
  "lemonade",
  "chatgpt",
  "sagemaker",
  "nvidia_nim",
  "searxng",
  "github_copilot",
]);
/** Whose calls are priced by what a span says; pictures, films and pages are not. */
const MODES = new Set([
  "chat",
  "completion",
  "responses",
  "embedding",
  "rerank",
  "realtime",
  "audio_transcription",
  "audio_speech",
  "image_generation",
  "image_edit",
]);

const providerOf = (word: string): string =>
  word.startsWith("vertex_ai") ? "vertex" : (PROVIDERS[word] ?? word);

/** What a row costs as a list says it; null: not a model, or priced by what no span says. */
export function fromLitellm(table: LitellmTable, source: number): ListedModel[] {
  const models: ListedModel[] = [];
  for (const [key, given] of Object.entries(table)) {
    const row = typeof given.alias_of === "string" ? (table[given.alias_of] ?? given) : given;
    const provider = row.litellm_provider;
    if (typeof provider !== "string" || key === "sample_spec" || LEFT_OUT.has(provider)) continue;
    if (!MODES.has(String(row.mode)) || key.includes("*") || key.includes("-commitment/")) continue;
    const units = unitsOf(row);
    if (units === null || (isFree(units) && !/[:-]free$/.test(key))) continue;
    const tiers = Object.fromEntries(
      Object.entries(TIERS).flatMap(([end, tier]): [string, Period[]][] => {
        const own = tierUnits(row, end, units);
        return own === null ? [] : [[tier, [{ units: own }]]];
      }),
    );
    const name = nameOf(key.toLowerCase(), provider.toLowerCase());
    models.push({
      source,
      provider: providerOf(provider),
      id: name,
      names: name === key.toLowerCase() ? [name] : [name, key.toLowerCase()],
      prices: [{ units }],
      ...(Object.keys(tiers).length > 0 ? { tiers } : {}),
      ...regionalOf(row),
      ...(typeof row.source === "string" ? { note: row.source.slice(0, 300) } : {}),
    });
  }
  return models;
}

/** Surcharges of Vertex AI's regional endpoints, of data residency at OpenAI, and of Anthropic's inference in one country. */
function regionalOf(row: Row): Pick<ListedModel, "regional"> {
  const own = (row.litellm_provider === "anthropic" ? row.provider_specific_entry : null) as
    | Row
    | null
    | undefined;
  const factors = Object.entries({
    "*": row.regional_endpoint_uplift_multiplier,
    eu: row.regional_processing_uplift_multiplier_eu,
    us: row.regional_processing_uplift_multiplier_us ?? own?.us,
  }).flatMap(([region, factor]): [string, string][] =>
    typeof factor === "number" && factor !== 1 ? [[region, String(factor)]] : [],
  );
  return factors.length > 0 ? { regional: Object.fromEntries(factors) } : {};
}

/** As clients of the provider itself say it: without LiteLLM's route in front. */
function nameOf(key: string, provider: string): string {
  const [route, ...rest] = key.split("/");
  const isRoute =
    rest.length > 0 &&
    (route === provider ||
      provider.startsWith(`${route}-`) ||
      (provider.startsWith("bedrock") && (route === "bedrock" || route === "bedrock_mantle")));
  return isRoute ? rest.join("/") : key;
}

/** Zeros mostly say that nobody has looked the price up. A name that ends with "free" says that they mean it. */
const isFree = (units: Period["units"]): boolean =>
  [units.input_mtok ?? "none", units.output_mtok ?? "0"].every(
    (price) => (typeof price === "string" ? price : price[0]) === "0",
  );

/** The prices of one case, with those above an edge. Null: none. */
function unitsOf(row: Row, end = ""): Period["units"] | null {
  const units: Period["units"] = {};
  const ranges = end === "" ? rangesOf(row) : null;
  for (const [field, [unit, many]] of Object.entries(FIELDS)) {
    const base = timesMany(row[`${field}${end}`], many);
    if (base !== null) {
      const above = edgesOf(row, field, end, many);
      units[unit] = above.length > 0 ? [base, above] : base;
    } else if (ranges) {
      const steps = ranges.flatMap(([start, of]): [number, string][] => {
        const price = timesMany(of[field], many);
        return price === null ? [] : [[start, price]];
      });
      const [first, ...above] = steps;
      if (first) units[unit] = above.length > 0 ? [first[1], above] : first[1];
    }
  }
  // Nothing that is a sum of tokens is dearer to write to a cache for nothing: a zero there says that nobody has said it.
  for (const key of ["cache_write_mtok", "cache_write_1h_mtok", "cache_read_mtok"])
    if (units[key] === "0" && units.input_mtok !== "0") delete units[key];
  // A rerank is billed by the search, a transcription by the second: the zeros beside it are no prices of tokens.
  if (units.rerank_searches_kcount !== undefined || units.input_audio_hours !== undefined)
    for (const key of ["input_mtok", "output_mtok"]) if (units[key] === "0") delete units[key];
  // Speech is billed by the second where it is, and has no output to be paid by the token.
  return Object.keys(units).length > 0 ? units : null;
}

/** `input_cost_per_token_above_200k_tokens_priority`: dearer from the token after the edge, for the whole request. */
function edgesOf(row: Row, field: string, end: string, many: bigint): [number, string][] {
  const edges: [number, string][] = [];
  for (const name of Object.keys(row)) {
    if (!name.startsWith(`${field}_above_`)) continue;
    const match = /^_above_(\d+)k_tokens(_[a-z]+)?$/.exec(name.slice(field.length));
    const price = match && (match[2] ?? "") === end ? timesMany(row[name], many) : null;
    // xAI's table reads "≥ 200k", everybody else's "> 200k" (https://docs.x.ai/docs/models).
    const least = row.litellm_provider === "xai" ? 1 : 0;
    if (match && price !== null) edges.push([Number(match[1]) * 1000 - least, price]);
  }
  return edges.sort((a, b) => a[0] - b[0]);
}

/** `tiered_pricing`: the same for those who write ranges. */
function rangesOf(row: Row): [start: number, Row][] | null {
  if (!Array.isArray(row.tiered_pricing)) return null;
  return row.tiered_pricing.flatMap((step: Row): [number, Row][] =>
    Array.isArray(step.range) && typeof step.range[0] === "number" ? [[step.range[0], step]] : [],
  );
}

/**
 * What a tier costs instead. A token that has a price of its own at the standard tier and none at this one has an unknown price:
 * neither the standard one nor the tier's plain input is said to hold. A tier without input or output is none.
 */
function tierUnits(row: Row, end: string, standard: Period["units"]): Period["units"] | null {
  const own = unitsOf(row, end);
  if (own === null) return null;
  if (standard.input_mtok !== undefined && own.input_mtok === undefined) return null;
  if (standard.output_mtok !== undefined && standard.output_mtok !== "0" && own.output_mtok === undefined)
    return null;
  const missing = Object.keys(standard).filter((key) => key.endsWith("_mtok") && own[key] === undefined);
  // Edges of the standard price that the tier does not repeat: what a long request costs there is unknown.
  for (const [key, price] of Object.entries(own)) {
    const usual = standard[key];
    if (typeof price !== "string" || !Array.isArray(usual)) continue;
    own[key] = [price, usual[1].map(([start]): [number, string] => [start, "unknown"])];
  }
  return { ...own, ...Object.fromEntries(missing.map((key) => [key, "unknown"])) };
}
