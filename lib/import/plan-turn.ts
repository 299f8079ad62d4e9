import type { Attributes } from "@opentelemetry/api";

import { inputMessages, outputMessages } from "@/lib/emit/genai-messages";
import { msToNs, type PlannedSpan } from "@/lib/emit/planned-span";

import { toMessage } from "./chat-message";
import { modelCallMs, STEP_GAP_MS, toolMs } from "./clock";
import type { ChatMessage, Conversation } from "./conversation";
import { countInputTokens, countOutputTokens } from "./count-tokens";
import type { Turn } from "./split-turns";

type Answer = Extract<ChatMessage, { role: "assistant" }>;
type ToolResult = Extract<ChatMessage, { role: "tool" }>;
type Body = Pick<PlannedSpan, "name" | "role" | "attributes" | "error"> & { durationMs: number };

export interface TurnInput {
  conversation: Conversation;
  turn: Turn;
  sessionId: string;
  startNs: bigint;
  traceId: string;
  /** Id of a step of this turn: 0 is the root, then one a message. */
  spanId: (step: number) => string;
}

const FEATURE = "airline-support";
const MODEL = "gpt-4o";

/** Tools of this agent that change a booking or pay; the others look up, compute or hand over. */
const SIDE_EFFECTS = new Set([
  "book_reservation",
  "cancel_reservation",
  "send_certificate",
  "update_reservation_baggages",
  "update_reservation_flights",
  "update_reservation_passengers",
]);

/** One turn as a trace: its steps in order under an agent span, which comes last because it ends last. */
export function planTurn({
  conversation,
  turn,
  sessionId,
  startNs,
  traceId,
  spanId,
}: TurnInput): PlannedSpan[] {
  const { messages } = conversation;
  const common: Attributes = {
    "gen_ai.conversation.id": sessionId,
    "user.id": conversation.user_id,
    "recount.feature": FEATURE,
    "recount.clock.synthetic": true,
  };
  const steps: PlannedSpan[] = [];
  let clockNs = startNs;
  for (let at = turn.from; at < turn.to; at++) {
    const body = stepBody(messages, at);
    if (body === null) continue;
    const { durationMs, attributes, ...rest } = body;
    const start = clockNs + msToNs(STEP_GAP_MS);
    clockNs = start + msToNs(durationMs);
    const ids = { traceId, spanId: spanId(at - turn.from + 1), parentSpanId: spanId(0) };
    steps.push({ ...ids, ...rest, startNs: start, endNs: clockNs, attributes: { ...common, ...attributes } });
  }
  const root: PlannedSpan = {
    traceId,
    spanId: spanId(0),
    parentSpanId: null,
    name: `invoke_agent ${FEATURE}`,
    role: "internal",
    startNs,
    endNs: clockNs + msToNs(STEP_GAP_MS),
    attributes: { ...common, ...rootAttributes(conversation, turn) },
  };
  return [...steps, root];
}

function rootAttributes({ messages, task_id, trial }: Conversation, turn: Turn): Attributes {
  const asked = messages[turn.from];
  const said = messages
    .slice(turn.from, turn.to)
    .findLast((message) => message.role === "assistant" && message.content);
  return {
    "gen_ai.operation.name": "invoke_agent",
    "gen_ai.agent.name": FEATURE,
    ...(asked?.role === "user" && { "gen_ai.input.messages": inputMessages([toMessage(asked)]) }),
    ...(said && { "gen_ai.output.messages": outputMessages(toMessage(said), "stop") }),
    "task.id": task_id,
    "task.trial": trial,
  };
}

function stepBody(messages: readonly ChatMessage[], at: number): Body | null {
  const message = messages[at];
  if (message?.role === "assistant") return modelCall(messages.slice(0, at), message);
  if (message?.role === "tool") return toolRun(messages.slice(0, at), message);
  return null;
}

/** The input is every message before the answer: what the model really saw. */
function modelCall(before: readonly ChatMessage[], answer: Answer): Body {
  const inputTokens = countInputTokens(before);
  const outputTokens = countOutputTokens(answer);
  const finishReason = answer.tool_calls?.length ? "tool_calls" : "stop";
  return {
    name: `chat ${MODEL}`,
    role: "client",
    durationMs: modelCallMs(inputTokens, outputTokens),
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": MODEL,
      "gen_ai.response.finish_reasons": [finishReason],
      "gen_ai.input.messages": inputMessages(before.map(toMessage)),
      "gen_ai.output.messages": outputMessages(toMessage(answer), finishReason),
      "gen_ai.usage.input_tokens": inputTokens,
      "gen_ai.usage.output_tokens": outputTokens,
      "recount.tokens.estimated": true,
    },
  };
}

/** Its arguments stand in the call that asked for it. This agent's tools report a failure as a result that begins "Error:". */
function toolRun(before: readonly ChatMessage[], result: ToolResult): Body {
  const asked = before
    .flatMap((message) => (message.role === "assistant" ? (message.tool_calls ?? []) : []))
    .findLast((call) => call.id === result.tool_call_id);
  const failed = /^Error:\s*(.*)/.exec(result.content);
  return {
    name: `execute_tool ${result.name}`,
    role: "internal",
    durationMs: toolMs(result.content),
    attributes: {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": result.name,
      "gen_ai.tool.type": "function",
      "gen_ai.tool.call.id": result.tool_call_id,
      ...(asked && { "gen_ai.tool.call.arguments": asked.function.arguments }),
      "gen_ai.tool.call.result": result.content,
      ...(SIDE_EFFECTS.has(result.name) && { "recount.side_effect": true }),
    },
    ...(failed && { error: { type: "tool_error", message: failed[1] ?? "" } }),
  };
}
