import type { Facts } from "./facts";
import type { ReportedUsage } from "./usage";

/** `llm.token_count.*`; a count of 0 is a known zero. */
export function openInferenceUsage(facts: Facts): ReportedUsage | null {
  const found: ReportedUsage = {
    input: facts.count("llm.token_count.prompt"),
    cacheRead: facts.count("llm.token_count.prompt_details.cache_read"),
    cacheWrite: facts.count("llm.token_count.prompt_details.cache_write"),
    inputAudio: facts.count("llm.token_count.prompt_details.audio"),
    output: facts.count("llm.token_count.completion"),
    reasoning: facts.count("llm.token_count.completion_details.reasoning"),
    outputAudio: facts.count("llm.token_count.completion_details.audio"),
    total: facts.count("llm.token_count.total"),
  };
  if (Object.values(found).every((value) => value === null)) return null;
  return /openinference-instrumentation-(?:anthropic|openai|langchain)|openinference\.instrumentation\.(?:anthropic|openai)/.test(
    facts.scope.name,
  )
    ? { ...found, style: "inclusive", rule: "scope:openinference" }
    : found;
}
