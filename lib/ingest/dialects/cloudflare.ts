import { jsonOrText } from "@/lib/model/json-text";
import type { Dialect } from "./dialect";
import { messagesOf } from "./messages";

/** Cloudflare's AI gateway: GenAI, the provider's request and answer as JSON, and the caller's own keys without a first word. */
export const cloudflare: Dialect = {
  name: "cloudflare-ai-gateway",
  matches: (facts) => facts.hasFamily("cloudflare"),
  read(facts) {
    const inputValue = facts.json("gen_ai.prompt_json");
    const outputValue = facts.json("gen_ai.completion_json");
    return {
      provider: facts.text("gen_ai.model.provider"),
      inputValue,
      outputValue,
      input: messagesOf(jsonOrText(inputValue ?? null), "user"),
      output: messagesOf(jsonOrText(outputValue ?? null), "assistant"),
    };
  },
};
