import type { Dialect, Reading } from "./dialect";
import type { Facts } from "./facts";
import { excludesCache } from "./providers";
import { usageIn } from "./usage-attributes";
import type { UsageFamily } from "./usage-keys";

/** Whose words a processor may leave beside GenAI's. */
const FAMILIES: readonly UsageFamily[] = ["openinference", "ai", "llm", "bare"];

/**
 * Counts in other words beside GenAI's: processors of two clients meet in one span, and one of them tells parts that the other does
 * not count. Those complete; what is counted in both words stays as GenAI's say it.
 */
export const otherUsage: Dialect = {
  name: "other-usage",
  matches: (facts) =>
    facts.hasFamily("gen_ai") &&
    (facts.hasFamily("llm") || facts.hasFamily("ai") || facts.hasFamily("bare usage")) &&
    !facts.span.name.startsWith("claude_code."),
  read(facts) {
    const own = usageIn(facts, "gen_ai")?.counts;
    if (own?.input == null && own?.output == null) return {};
    for (const family of FAMILIES) {
      const found = partsOf(facts, family);
      if (found !== null) return { usage: { ...found, input: own.input ?? null } };
    }
    return {};
  },
};

function partsOf(facts: Facts, family: UsageFamily): Reading["usage"] {
  const found = usageIn(facts, family);
  if (found === null) return null;
  const { input: _input, output: _output, total: _total, ...parts } = found.counts;
  if (Object.values(parts).every((count) => count == null)) return null;
  const isNative =
    found.native &&
    !found.conventional &&
    excludesCache(facts.peek("gen_ai.provider.name") ?? facts.peek("gen_ai.system"), [
      facts.peek("gen_ai.response.model"),
      facts.peek("gen_ai.request.model"),
    ]) !== false;
  return isNative ? { ...parts, style: "native" } : parts;
}
