import type { Dialect } from "./dialect";
import { usageIn } from "./usage-attributes";

/**
 * Codex: GenAI's counts on each answer, and on the turn around them their sum in its own words, with the model. A turn is priced only
 * where none of its answers is told.
 */
export const codex: Dialect = {
  name: "codex",
  matches: (facts) => facts.hasFamily("codex"),
  read(facts) {
    const counts = usageIn(facts, "codex turn")?.counts;
    if (counts === undefined) return {};
    return {
      kind: "workflow",
      requestModel: facts.text("model"),
      usage: { ...counts, style: "inclusive", rule: "codex-turn" },
    };
  },
};
