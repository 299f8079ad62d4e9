import type { Facts } from "./facts";
import { isOpenlit } from "./openlit";
import { excludesCache } from "./providers";
import type { ReportedUsage } from "./reported-usage";
import { usageIn } from "./usage-attributes";

/**
 * Instrumentations whose source says whether the input includes cached tokens, whatever the convention says.
 *
 * - OpenLLMetry's Anthropic for JavaScript hands `usage.input_tokens` on as it is; its Bedrock, in both languages, and the
 *   official botocore extension hand on Converse's `inputTokens`, which Bedrock counts without the cache.
 * - OpenLLMetry's Anthropic for Python and Anthropic's own SDK add the cached tokens up before they write. LiteLLM does before
 *   it writes Anthropic's names.
 */
const SCOPES: Readonly<Record<string, "inclusive" | "exclusive">> = {
  "@traceloop/instrumentation-anthropic": "exclusive",
  "@traceloop/instrumentation-bedrock": "exclusive",
  "opentelemetry.instrumentation.bedrock": "exclusive",
  "opentelemetry.instrumentation.botocore.bedrock-runtime": "exclusive",
  "opentelemetry.instrumentation.anthropic": "inclusive",
  "com.anthropic.sdk.typescript": "inclusive",
  litellm: "inclusive",
};

/** `gen_ai.usage.*` and its older names. */
export function genaiUsage(facts: Facts): ReportedUsage | null {
  const found = usageIn(facts, "gen_ai");
  if (found === null) return null;
  const { counts } = found;
  const { name } = facts.scope;
  // Its extraction of Gemini's counts adds tool results up, and tells them once more among the details.
  if (counts.inputTools != null && name === "pydantic-ai") counts.holdsTools = true;
  const style = Object.hasOwn(SCOPES, name) ? SCOPES[name] : undefined;
  if (style !== undefined) return { ...counts, style, rule: `scope:${name}` };
  // OpenLIT hands on what Anthropic counts under whatever names, with a total of just the input and the output.
  if (isOpenlit(facts) && (facts.peek("gen_ai.provider.name") ?? facts.peek("gen_ai.system")) === "anthropic")
    return { ...counts, total: null, style: "native", rule: "client:openlit" };
  // The provider's own names mean what its API counts, unless the convention's stand beside them: then the client knows it.
  if (!found.native || found.conventional) return counts;
  const excludes = excludesCache(facts.peek("gen_ai.provider.name") ?? facts.peek("gen_ai.system"), [
    facts.peek("gen_ai.response.model"),
    facts.peek("gen_ai.request.model"),
  ]);
  counts.style = excludes === false ? "inclusive" : "native";
  return counts;
}
