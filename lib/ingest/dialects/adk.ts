import { whole } from "./genai-flattened";
import type { Dialect, Reading } from "./dialect";
import type { Facts } from "./facts";

/** Google's Agent Development Kit: GenAI's names beside Gemini's request and response as JSON. */
export const adk: Dialect = {
  name: "google-adk",
  matches: (facts) =>
    facts.hasFamily("gcp") && [...facts.attributes.keys()].some((key) => key.startsWith(PREFIX)),
  read: (facts) => ({
    sessionId: facts.text(`${PREFIX}session_id`),
    ...(facts.has(`${PREFIX}tool_call_args`)
      ? tool(facts)
      : facts.has(`${PREFIX}llm_request`)
        ? call(facts)
        : {}),
  }),
};

const PREFIX = "gcp.vertex.agent.";

const tool = (facts: Facts): Reading => {
  // On tools, where no model was asked, both are empty objects.
  facts.drop(`${PREFIX}llm_request`, `${PREFIX}llm_response`);
  return {
    kind: "tool",
    inputValue: facts.exact(`${PREFIX}tool_call_args`),
    outputValue: facts.exact(`${PREFIX}tool_response`),
  };
};

function call(facts: Facts): Reading {
  const inputValue = facts.json(`${PREFIX}llm_request`);
  const outputValue = facts.json(`${PREFIX}llm_response`);
  return {
    kind: "llm",
    provider: "gemini",
    input: whole(inputValue, "user"),
    output: whole(outputValue, "assistant"),
    inputValue,
    outputValue,
  };
}
