import type { JsonObject } from "@/lib/model/json";

import { argumentsText, type RecordedAnswer } from "./recorded-answer";
import { piecesOf, type StreamEvent } from "./stream-event";

type Part = { type: "output_text"; text: string; annotations: [] } | { type: "refusal"; refusal: string };
type Item =
  | {
      type: "reasoning";
      id: string;
      summary: { type: "summary_text"; text: string }[];
      encrypted_content?: string;
    }
  | { type: "message"; id: string; status: Status; role: "assistant"; content: Part[] }
  | { type: "function_call"; id: string; status: Status; call_id: string; name: string; arguments: string };
type Status = "in_progress" | "completed" | "incomplete";

const INCOMPLETE: Record<string, string> = { length: "max_output_tokens", content_filter: "content_filter" };

const usageOf = ({ usage }: RecordedAnswer) =>
  usage && {
    input_tokens: usage.input,
    // Clients add these up without asking whether they are there; a provider that has no cache says 0, too.
    input_tokens_details: { cached_tokens: usage.cacheRead ?? 0 },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
    total_tokens: usage.input + usage.output,
  };

function itemsOf({ spanId, choices: [choice] }: RecordedAnswer): Item[] {
  const parts: Part[] = [
    ...(choice.text === null
      ? []
      : [{ type: "output_text" as const, text: choice.text, annotations: [] as [] }]),
    ...(choice.refusal === null ? [] : [{ type: "refusal" as const, refusal: choice.refusal }]),
  ];
  return [
    ...choice.thoughts.map(({ text, encrypted }, at): Item => ({
      type: "reasoning",
      id: `rs_${spanId}_${at}`,
      summary: text === "" ? [] : [{ type: "summary_text", text }],
      ...(encrypted !== null && { encrypted_content: encrypted }),
    })),
    ...(parts.length === 0
      ? []
      : [
          {
            type: "message" as const,
            id: `msg_${spanId}`,
            status: "completed" as const,
            role: "assistant" as const,
            content: parts,
          },
        ]),
    ...choice.calls.map(({ id, name, arguments: given }, at): Item => ({
      type: "function_call",
      id: `fc_${spanId}_${at}`,
      status: "completed",
      call_id: id,
      name,
      arguments: argumentsText(given),
    })),
  ];
}

/** What the provider repeats of a request in its response: instrumentations read it there. */
const REPEATED = [
  ..."instructions max_output_tokens metadata parallel_tool_calls previous_response_id prompt reasoning".split(
    " ",
  ),
  ..."safety_identifier service_tier store temperature text tool_choice tools top_logprobs top_p truncation user".split(
    " ",
  ),
];

/** @param body the request */
export const repeatedOf = (body: JsonObject): JsonObject =>
  Object.fromEntries(REPEATED.flatMap((name) => (body[name] == null ? [] : [[name, body[name]]])));

function responseOf(
  answer: RecordedAnswer,
  repeated: JsonObject,
  output: readonly Item[],
  isOver: boolean,
): object {
  const reason = isOver ? INCOMPLETE[answer.choices[0].finish] : undefined;
  return {
    id: `resp_${answer.spanId}`,
    object: "response",
    created_at: answer.createdAt,
    status: !isOver ? "in_progress" : reason === undefined ? "completed" : "incomplete",
    error: null,
    incomplete_details: reason === undefined ? null : { reason },
    instructions: null,
    metadata: {},
    model: answer.model,
    output,
    parallel_tool_calls: true,
    tool_choice: "auto",
    tools: [],
    ...repeated,
    usage: isOver ? usageOf(answer) : null,
  };
}

/** A recorded answer as OpenAI's Responses API gives it. */
export const openaiResponse = (answer: RecordedAnswer, repeated: JsonObject): object =>
  responseOf(answer, repeated, itemsOf(answer), true);

/** The same as a stream. */
export function openaiResponseEvents(answer: RecordedAnswer, repeated: JsonObject): StreamEvent[] {
  const events: StreamEvent[] = [];
  const tell = (type: string, data: object) =>
    events.push({ name: type, data: { type, sequence_number: events.length, ...data } });
  const items = itemsOf(answer);
  tell("response.created", { response: responseOf(answer, repeated, [], false) });
  tell("response.in_progress", { response: responseOf(answer, repeated, [], false) });
  for (const [at, item] of items.entries()) {
    const place = { item_id: item.id, output_index: at };
    tell("response.output_item.added", { output_index: at, item: begun(item) });
    if (item.type === "message") tellParts(tell, place, item.content);
    if (item.type === "function_call") {
      for (const delta of piecesOf(item.arguments))
        tell("response.function_call_arguments.delta", { ...place, delta });
      tell("response.function_call_arguments.done", { ...place, name: item.name, arguments: item.arguments });
    }
    tell("response.output_item.done", { output_index: at, item });
  }
  const last = answer.choices[0].finish in INCOMPLETE ? "response.incomplete" : "response.completed";
  tell(last, { response: responseOf(answer, repeated, items, true) });
  return events;
}

function begun(item: Item): Item {
  if (item.type === "message") return { ...item, status: "in_progress", content: [] };
  return item.type === "function_call" ? { ...item, status: "in_progress", arguments: "" } : item;
}

function tellParts(
  tell: (type: string, data: object) => void,
  item: { item_id: string; output_index: number },
  parts: readonly Part[],
): void {
  for (const [at, part] of parts.entries()) {
    const place = { ...item, content_index: at };
    const isText = part.type === "output_text";
    const [key, text] = isText ? ["text", part.text] : ["refusal", part.refusal];
    const type = isText ? "response.output_text" : "response.refusal";
    tell("response.content_part.added", { ...place, part: { ...part, [key as string]: "" } });
    for (const delta of piecesOf(text as string))
      tell(`${type}.delta`, { ...place, delta, ...(isText && { logprobs: [] }) });
    tell(`${type}.done`, { ...place, [key as string]: text, ...(isText && { logprobs: [] }) });
    tell("response.content_part.done", { ...place, part });
  }
}
