import type { Facts } from "./facts";
import type { ReportedUsage } from "./reported-usage";
import { usageIn } from "./usage-attributes";

/** Add the cached tokens up before they write the prompt's. */
const INCLUSIVE =
  /openinference-instrumentation-(?:anthropic|openai|langchain)|openinference\.instrumentation\.(?:anthropic|openai)/;
/** Hand on what Bedrock's Converse counts, which is without the cache. */
const EXCLUSIVE = /openinference-instrumentation-bedrock|openinference\.instrumentation\.bedrock/;

/** `llm.token_count.*`; a count of 0 is a known zero. */
export function openInferenceUsage(facts: Facts): ReportedUsage | null {
  const counts = usageIn(facts, "openinference")?.counts ?? null;
  if (counts === null) return null;
  const { name } = facts.scope;
  if (INCLUSIVE.test(name)) return { ...counts, style: "inclusive", rule: "scope:openinference" };
  if (EXCLUSIVE.test(name)) return { ...counts, style: "exclusive", rule: "scope:openinference-bedrock" };
  return counts;
}
