import type { Dialect } from "./dialect";
import type { Facts } from "./facts";
import { usageIn } from "./usage-attributes";

/**
 * Programs that write counts under names of their own (`input_tokens`, `usage.cached_tokens`), and a model beside them. Only
 * where nobody else counts: many clients repeat theirs so.
 */
export const bareUsage: Dialect = {
  name: "bare-usage",
  matches: (facts) => facts.hasFamily("bare usage") && !isCounted(facts),
  read(facts) {
    const counts = usageIn(facts, "bare")?.counts;
    if (counts?.input == null && counts?.output == null) return {};
    return {
      usage: counts,
      requestModel: facts.text("model", "model_name", "llm.model", "llm.model_name"),
      provider: facts.text("provider"),
    };
  },
};

const isCounted = (facts: Facts): boolean =>
  (facts.hasFamily("gen_ai") && usageIn(facts, "gen_ai") !== null) ||
  facts.span.name.startsWith("claude_code.");
