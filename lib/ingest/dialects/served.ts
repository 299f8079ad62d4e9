import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";

import type { Facts } from "./facts";
import { generatedMessage } from "./native-usage";

/** Attributes that say what was served; what was asked for has others. */
const ANSWERED = [
  "openai.response.service_tier",
  "gen_ai.openai.response.service_tier",
  "gen_ai.response.service_tier",
  "anthropic.response.service_tier",
];

const ASKED = ["openai.request.service_tier", "gen_ai.openai.request.service_tier"];

/** The tier by attributes that are no span's: as it was served, else as it was asked for. */
export const tierBy = (attributes: JsonObject): Json | undefined =>
  [...ANSWERED, ...ASKED]
    .map((key) => attributes[key])
    .find((tier) => typeof tier === "string" && tier !== "");

/** Not what was served: what was asked for, handed back. */
const UNTOLD = new Set(["", "auto"]);

/**
 * How a call was served as far as its price depends on it, by attributes that tell of the answer: stands above what was asked for.
 * @returns in the words of `parameters`; null: not said
 */
export function servedBy(facts: Facts): JsonObject | null {
  for (const key of ANSWERED) {
    const tier = facts.peekText(key);
    if (tier !== null && !UNTOLD.has(tier.toLowerCase())) return { service_tier: tier };
  }
  return null;
}

/**
 * The same by a response in its provider's own shape: OpenAI's `service_tier` beside the choices, Bedrock's `serviceTier`, Anthropic's
 * in the usage beside `speed` and `inference_geo`, Gemini's `trafficType` of the traffic, LangChain's metadata around any of these.
 * - https://platform.claude.com/docs/en/build-with-claude/fast-mode, …/data-residency
 * - https://docs.cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/GenerateContentResponse
 */
export function servedIn(response: Json | undefined): JsonObject | null {
  if (!isObject(response)) return null;
  const message = generatedMessage(response);
  return servedOf(
    [
      // An answer in JSON may have a field of that name and mean something else.
      ...(RESPONSE.some((key) => response[key] !== undefined) ? [response] : []),
      message?.response_metadata,
      generationInfo(response),
      response.llm_output ?? response.llmOutput,
    ],
    [message?.usage_metadata],
  );
}

/** What a provider's response has beside a tier. */
const RESPONSE = ["object", "choices", "usage", "output", "candidates", "usageMetadata", "usage_metadata"];

/** The same by objects that tell of the answer, and by the usage in them. */
export function servedOf(
  places: readonly (Json | undefined)[],
  usages: readonly (Json | undefined)[] = [],
): JsonObject | null {
  const answers = places.filter(isObject);
  const counted = [
    ...answers.flatMap(({ usage, usage_metadata, usageMetadata }) => [usage, usage_metadata, usageMetadata]),
    ...usages,
  ].filter(isObject);
  const said = <Found>(of: JsonObject[], read: (from: JsonObject) => Found | null): Found | null => {
    for (const one of of) {
      const found = read(one);
      if (found !== null) return found;
    }
    return null;
  };
  const isFast = said(counted, ({ speed }) => wordOf(speed))?.toLowerCase() === "fast";
  const tier = isFast ? "fast" : said([...answers, ...counted], tierIn);
  const geo = said(counted, (usage) => wordOf(usage.inference_geo ?? usage.inferenceGeo));
  if (tier === null && geo === null) return null;
  return {
    ...(tier === null ? {} : { service_tier: tier }),
    ...(geo === null ? {} : { inference_geo: geo }),
  };
}

const wordOf = (value: Json | undefined): string | null =>
  typeof value === "string" && !UNTOLD.has(value.toLowerCase()) ? value : null;

function tierIn(holder: JsonObject): string | null {
  const said = holder.service_tier ?? holder.serviceTier;
  const traffic = wordOf(holder.trafficType ?? holder.traffic_type);
  return (
    wordOf(isObject(said) ? said.type : said) ??
    // Python writes the enumeration's name in front.
    (traffic === null ? null : traffic.slice(traffic.lastIndexOf(".") + 1))
  );
}

function generationInfo(response: JsonObject): Json | undefined {
  let generation: Json | undefined = response.generations;
  for (let depth = 0; Array.isArray(generation) && depth < 2; depth++) generation = generation[0];
  return isObject(generation) ? (generation.generation_info ?? generation.generationInfo) : undefined;
}
