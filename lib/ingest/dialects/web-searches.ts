import { isObject } from "@/lib/model/json";
import type { Json, JsonObject } from "@/lib/model/json";

import { countOf } from "./facts";
import type { Facts } from "./facts";
import { generatedMessage } from "./native-usage";

/** Attributes that count them, as clients flatten Anthropic's usage. */
const COUNTED = [
  "gen_ai.usage.server_tool_use.web_search_requests",
  "gen_ai.usage.details.web_search_requests",
  "gen_ai.usage.web_search_requests",
  "anthropic.usage.server_tool_use.web_search_requests",
];

/** How many searches of the web the provider ran within a call, by attributes; null: not said. */
export function webSearchesBy(facts: Facts): number | null {
  for (const key of COUNTED) {
    const count = countOf(facts.peek(key));
    if (count !== null) return count;
  }
  return null;
}

/**
 * The same by a response: Anthropic counts them in its usage; in OpenAI's Responses each is an item, and only searches are billed, not
 * the opening of what was found.
 * - https://platform.claude.com/docs/en/agents-and-tools/tool-use/web-search-tool
 * - https://platform.openai.com/docs/pricing
 */
export function webSearchesIn(response: Json | undefined): number | null {
  if (!isObject(response)) return null;
  const metadata = generatedMessage(response)?.response_metadata;
  const llmOutput = response.llm_output ?? response.llmOutput;
  for (const place of [response, metadata, llmOutput]) {
    const usage = isObject(place) ? place.usage : undefined;
    const tools = isObject(usage) ? usage.server_tool_use : undefined;
    const count = isObject(tools) ? countOf(tools.web_search_requests) : null;
    if (count !== null) return count;
  }
  const items = Array.isArray(response.output) ? response.output.filter(isSearch).length : 0;
  return items > 0 ? items : null;
}

const isSearch = (item: Json): item is JsonObject =>
  isObject(item) &&
  item.type === "web_search_call" &&
  (!isObject(item.action) || item.action.type === undefined || item.action.type === "search");
