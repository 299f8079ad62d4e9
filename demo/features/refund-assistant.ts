import type { Message, ToolCall, ToolDefinition } from "@/lib/model/message";

import { MODELS } from "../models";
import { bookingCode, OPENINGS } from "../texts";
import { answer } from "./answer";
import { assistant, type Feature, type Turn, toolResult } from "./feature";
import { found, withDocuments } from "./found";

const TOOLS: ToolDefinition[] = [
  {
    name: "get_booking",
    description: "A booking by its code",
    parameters: { type: "object", properties: { code: { type: "string" } } },
  },
  {
    name: "issue_refund",
    description: "Pays a booking back",
    parameters: { type: "object", properties: { code: { type: "string" }, amount: { type: "number" } } },
  },
];

/** Rules are looked up, the booking read and a refund paid or declined: one tool after the other, and a decision. */
export const refundAssistant: Feature = {
  name: "refund-assistant",
  weight: 2,
  goesOn: 0.35,
  opening: OPENINGS.refund,
  play(turn) {
    const { trace, random, trouble, shifted } = turn;
    const model = shifted ? MODELS.gpt5mini : MODELS.gpt4o;
    const code =
      /booking (\w{6})/.exec(turn.messages.map((message) => String(message.content)).join(" "))?.[1] ??
      bookingCode(random);
    const system =
      "You decide about refunds for travel bookings. Use only the rules that come with the question, and give your reason.";
    const prompt = { name: "refund-policy", version: "3", system };
    const messages = withDocuments(turn, found(turn, "fare-rules", 3));

    const lookUp: ToolCall = {
      id: `call_${trace.rootId.slice(0, 10)}`,
      name: "get_booking",
      arguments: { code },
    };
    trace.call({
      model,
      prompt,
      input: [...messages],
      output: assistant(null, [lookUp]),
      streaming: false,
      tools: TOOLS,
    });
    const failed = trouble === "tool_failure";
    const fare = random.pick(["Light", "Classic", "Flex"]);
    const amount = random.int(40, 900);
    const record = failed
      ? { error: "booking service unavailable" }
      : { code, fare, amount, currency: "EUR", paid_with: "card" };
    trace.tool("get_booking", lookUp.id ?? "", lookUp.arguments, record, {
      durationMs: random.lognormal(180, 0.5),
      ...(failed && { error: { type: "ServiceUnavailable", message: "booking service answered 503" } }),
    });
    messages.push(assistant(null, [lookUp]), toolResult(lookUp.id ?? "", record));

    const granted = !failed && fare !== "Light";
    if (granted) pay(turn, messages, prompt, { code, amount, model });
    const outcome = answer(turn, {
      subject: "refund",
      model,
      prompt,
      input: messages,
      streaming: false,
      tools: TOOLS,
      tokens: turn.size.generated,
    });
    if (failed || outcome.answer === null) return outcome;
    const reasons = [granted ? `fare ${fare} allows a refund` : "fare Light excludes refunds"];
    const attributes = {
      "recount.decision.subject": `booking:${code}`,
      "recount.decision.outcome": granted ? "refund granted" : "refund declined",
      "recount.decision.reasons": reasons,
    };
    return { ...outcome, attributes };
  },
};

function pay(
  { trace, random }: Turn,
  messages: Message[],
  prompt: { name: string; version: string; system: string },
  refund: { code: string; amount: number; model: (typeof MODELS)["gpt4o"] },
): void {
  const call: ToolCall = {
    id: `call_${trace.rootId.slice(0, 9)}r`,
    name: "issue_refund",
    arguments: { code: refund.code, amount: refund.amount },
  };
  trace.call({
    model: refund.model,
    prompt,
    input: [...messages],
    output: assistant(null, [call]),
    streaming: false,
    tools: TOOLS,
  });
  const result = { refunded: refund.amount, currency: "EUR" };
  trace.tool("issue_refund", call.id ?? "", call.arguments, result, {
    durationMs: random.lognormal(650, 0.4),
    sideEffect: true,
  });
  messages.push(assistant(null, [call]), toolResult(call.id ?? "", result));
}
