import type { Json, JsonObject } from "@/lib/model/json";
import type { Message, ToolDefinition } from "@/lib/model/message";

/** A model call in no provider's words. */
export interface ModelRequest {
  model: string;
  /** Instructions; null: none. */
  system: string | null;
  /** The rest of the conversation. */
  messages: Message[];
  tools: ToolDefinition[];
  /** Under OpenTelemetry's last word: temperature, max_tokens, top_p, … */
  parameters: JsonObject;
}

/** What a model answered, in no provider's words. */
export interface ModelAnswer {
  text: string;
  /** Of OpenAI's API, which says one apart from the text. */
  refusal: string | null;
  calls: { name: string; arguments: Json }[];
  /** stop, tool_calls, length, content_filter, or what the provider says; null: nothing. */
  finish: string | null;
}

/** An answer with what was told and measured beside it. */
export interface AnsweredCall {
  answer: ModelAnswer;
  /** The model that answered; null: not said. */
  model: string | null;
  /** As the provider reports it; null: it did not. */
  usage: JsonObject | null;
  /** From the request to the first piece of the answer, in ms; null: it came as a whole. */
  ttftMs: number | null;
}
