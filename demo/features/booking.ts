import type { Message, ToolCall, ToolDefinition } from "@/lib/model/message";

import { MODELS } from "../models";
import { bookingCode, CITIES, flightCode, OPENINGS } from "../texts";
import { answer } from "./answer";
import { assistant, type Feature, type Turn, toolResult } from "./feature";

const TOOLS: ToolDefinition[] = [
  {
    name: "search_flights",
    description: "Flights between two cities on a day",
    parameters: {
      type: "object",
      properties: { from: { type: "string" }, to: { type: "string" }, day: { type: "string" } },
    },
  },
  {
    name: "get_fare_rules",
    description: "Rules of a fare",
    parameters: { type: "object", properties: { fare: { type: "string" } } },
  },
  {
    name: "hold_seat",
    description: "Holds a seat for 20 minutes",
    parameters: { type: "object", properties: { flight: { type: "string" } } },
  },
];

const promptOf = (turn: Turn) => ({
  name: "booking-agent",
  version: turn.shifted ? "8" : "7",
  system:
    `You help travellers to find and book a flight. Today is ${turn.day}. Search before you answer, name prices with their currency, and hold a seat only when the traveller agrees.` +
    (turn.shifted
      ? " Always offer at least two options, and explain the rules of each fare in full before you ask."
      : ""),
});

/** Several searches at once, then sometimes a seat held: parallel and sequential tools around a streaming agent. */
export const booking: Feature = {
  name: "booking",
  weight: 4,
  goesOn: 0.55,
  opening: OPENINGS.booking,
  play(turn) {
    const { trace, random, trouble, shifted } = turn;
    const model = MODELS.sonnet;
    const prompt = promptOf(turn);
    const messages: Message[] = [...turn.messages];
    trace.guardrail("prompt-injection", turn.question, trouble === "guardrail");
    if (trouble === "guardrail")
      return { answer: "I can only help with travel.", attributes: { "tag.tags": ["blocked"] } };

    const searches = callsOf(turn, random.int(2, 3));
    messages.push(assistant(null, searches));
    trace.call({
      model,
      prompt,
      input: turn.messages,
      output: assistant(null, searches),
      streaming: true,
      tools: TOOLS,
    });
    const start = trace.nowMs;
    const ends = searches.map((call, i) => {
      const failed = trouble === "tool_failure" && i === 0;
      const result = failed ? { error: "upstream timed out" } : flights(turn);
      messages.push(toolResult(call.id ?? "", result));
      return trace.tool(call.name, call.id ?? "", call.arguments, result, {
        durationMs: failed ? 5000 : random.lognormal(420, 0.5),
        from: start + i * 2,
        ...(failed && {
          error: { type: "TimeoutError", message: "flight search did not answer within 5000 ms" },
        }),
      });
    });
    trace.nowMs = Math.max(...ends) + 3;

    if (/go ahead/.test(turn.question)) holdSeat(turn, messages, prompt);
    const tokens = shifted ? turn.size.generated * 1.6 : turn.size.generated;
    return answer(turn, {
      subject: "booking",
      model,
      prompt,
      input: messages,
      streaming: true,
      tools: TOOLS,
      tokens,
    });
  },
};

const callsOf = ({ random, day, trace }: Turn, count: number): ToolCall[] =>
  Array.from({ length: count }, (_, i): ToolCall => ({
    id: `toolu_${trace.rootId.slice(0, 8)}${i}`,
    ...(i === 2
      ? { name: "get_fare_rules", arguments: { fare: random.pick(["Light", "Classic", "Flex"]) } }
      : { name: "search_flights", arguments: { from: random.pick(CITIES), to: random.pick(CITIES), day } }),
  }));

const flights = ({ random }: Turn) =>
  Array.from({ length: random.int(2, 6) }, () => ({
    flight: flightCode(random),
    departs: `${random.int(5, 21)}:${random.pick(["05", "20", "45"])}`,
    price: random.int(49, 640),
    currency: "EUR",
    seats: random.int(1, 9),
  }));

function holdSeat(turn: Turn, messages: Message[], prompt: ReturnType<typeof promptOf>): void {
  const { trace, random } = turn;
  const call: ToolCall = {
    id: `toolu_${trace.rootId.slice(0, 8)}h`,
    name: "hold_seat",
    arguments: { flight: flightCode(random) },
  };
  trace.call({
    model: MODELS.sonnet,
    prompt,
    input: [...messages],
    output: assistant(null, [call]),
    streaming: true,
    tools: TOOLS,
  });
  const result = { booking: bookingCode(random), held_minutes: 20 };
  trace.tool("hold_seat", call.id ?? "", call.arguments, result, {
    durationMs: random.lognormal(260, 0.4),
    sideEffect: true,
  });
  messages.push(assistant(null, [call]), toolResult(call.id ?? "", result));
}
