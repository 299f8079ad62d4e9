import type { JsonObject } from "@/lib/model/json";

import { countOf } from "./facts";
import { nativeUsage } from "./native-usage";
import type { ReportedUsage } from "./reported-usage";
import { usageOfObject } from "./usage-attributes";
import { meaningOf } from "./usage-words";
import type { UsageField } from "./usage-words";

const NATIVE = /^(?:prompt|input|candidates|completion|output)_?(?:[Tt]okens?|token_count|TokenCount)$/;

/**
 * Langfuse's `usageDetails`: disjoint buckets by its documentation and in its current SDKs; version 3 of the JS SDK wrote
 * inclusive counts under the same names, which its total gives away. Objects in OpenAI's or Anthropic's own shape keep
 * their own meaning.
 */
export function langfuseUsage(details: JsonObject | null): ReportedUsage | null {
  if (details === null) return null;
  if (
    details.input === undefined &&
    details.output === undefined &&
    Object.keys(details).some((key) => NATIVE.test(key))
  )
    return nativeUsage(details, "langfuse");

  const usage = usageOfObject(details);
  usage.input ??= null;
  usage.output ??= null;
  const cached = (usage.cacheRead ?? 0) + (usage.cacheWrite ?? 0);
  const extra = cached + (usage.reasoning ?? 0) + PARTS.reduce((sum, part) => sum + (usage[part] ?? 0), 0);
  const inclusive =
    extra > 0 && usage.total === (usage.input ?? 0) + (usage.output ?? 0) && cached <= (usage.input ?? 0);
  if (!inclusive) {
    // Buckets beside the ones that have a price of their own (images, text of a modality): still tokens.
    usage.input = withOthers(usage.input, details, "input");
    usage.output = withOthers(usage.output, details, "output");
  }
  return {
    ...usage,
    whole: true,
    style: inclusive ? "inclusive" : "disjoint",
    rule: inclusive ? "langfuse-total-inclusive" : "langfuse-disjoint",
  };
}

const PARTS = [
  "inputAudio",
  "inputImage",
  "inputVideo",
  "outputAudio",
  "outputImage",
  "outputVideo",
] as const;

/** Meanings whose tokens have a bucket of their own. */
const BUCKETS: ReadonlySet<UsageField> = new Set([
  "input",
  "output",
  "uncached",
  "cacheRead",
  "cacheReadAudio",
  "cacheReadImage",
  "cacheReadVideo",
  "cacheReadText",
  "cacheWrite",
  "cacheWrite5m",
  "cacheWrite1h",
  "inputAudio",
  "reasoning",
  "outputAudio",
]);

function withOthers(count: number | null, details: JsonObject, word: "input" | "output"): number | null {
  let sum = count;
  for (const [key, value] of Object.entries(details)) {
    if (!key.startsWith(`${word}_`)) continue;
    const field = meaningOf(key);
    const tokens = field === null || !BUCKETS.has(field) ? countOf(value) : null;
    if (tokens !== null) sum = (sum ?? 0) + tokens;
  }
  return sum;
}
