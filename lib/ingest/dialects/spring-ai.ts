import type { SpanKind } from "@/lib/model/kind";

import type { Dialect } from "./dialect";
import { lookUp } from "./look-up";

const KINDS: Record<string, SpanKind> = {
  chat_client: "workflow",
  advisor: "workflow",
  tool_call: "tool",
  vector_store: "retrieval",
};

/** Spring AI: GenAI on model calls, its own words on what stands around them. */
export const springAi: Dialect = {
  name: "spring-ai",
  matches: (facts) => facts.hasFamily("spring"),
  read(facts) {
    const kind = lookUp(KINDS, facts.text("spring.ai.kind") ?? "") ?? null;
    return {
      kind,
      functionName: facts.text("spring.ai.chat.client.name"),
      sessionId: facts.text(
        "spring.ai.chat.client.conversation.id",
        "spring.ai.chat.client.advisors.params.conversation.id",
      ),
      ...(kind === "tool"
        ? {
            toolName: facts.text("spring.ai.tool.definition.name"),
            inputValue: facts.exact("spring.ai.tool.call.arguments"),
            outputValue: facts.exact("spring.ai.tool.call.result"),
          }
        : {}),
    };
  },
};
