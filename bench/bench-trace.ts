import { seeded } from "@/demo/random";
import { answerOf, paragraphOf } from "@/demo/texts";
import { inputMessages, outputMessages, systemInstructions } from "@/lib/emit/genai-messages";
import { MS, type PlannedSpan } from "@/lib/emit/planned-span";
import { stableSpanId, stableTraceId } from "@/lib/emit/stable-ids";
import type { Message } from "@/lib/model/message";

export const SPANS_A_TRACE = 5;

export interface BenchTrace {
  /** Agent, retrieval, call, tool, call. */
  spans: PlannedSpan[];
  endNs: bigint;
  /** 16 characters each; one stands in every text that must differ from copy to copy. */
  markers: string[];
}

const SYSTEM =
  "You answer travellers' questions from the documents that come with them. Be brief and name the rule.";
const BASE_NS = 1_780_000_000_000_000_000n;

/**
 * An agent that retrieves three documents, calls a model, runs a tool and calls the model again, which sees all that came
 * before. About 2.5 kB of text that no other trace has; the system prompt is shared, as in an application.
 */
export function benchTrace(seed: number, index: number): BenchTrace {
  const random = seeded(`bench/${seed}/${index}`);
  const markers: string[] = [];
  const distinct = (text: string, length: number): string => {
    const marker = stableSpanId("marker", seed, index, markers.length);
    markers.push(marker);
    return `${marker} ${text}`.slice(0, length);
  };
  const traceId = stableTraceId("bench", seed, index);
  const id = (step: number): string => stableSpanId("bench", seed, index, step);
  // Each trace has nanoseconds of its own, so that its times can be told from its neighbours' in the encoded body.
  const startNs = BASE_NS + BigInt(index) * 1_000_000_007n;
  const at = (ms: number): bigint => startNs + BigInt(ms) * MS + BigInt(ms);
  const common = {
    "gen_ai.conversation.id": `session-${index}`,
    "user.id": `user-${random.zipf(200)}`,
    "recount.feature": random.pick(["booking", "faq", "search"]),
  };

  const documents = [0, 1, 2].map((i) => ({
    id: `kb-${i}`,
    content: distinct(paragraphOf(random, 8), 450),
    score: 0.9 - i / 10,
  }));
  const question = distinct(answerOf(random, "faq", 60), 200);
  const args = JSON.stringify({ query: distinct("fare rules", 40) });
  const result = JSON.stringify({ rules: distinct(paragraphOf(random, 6), 400) });
  const final = distinct(answerOf(random, "faq", 160), 500);
  const asked: Message[] = [
    { role: "user", content: `${documents.map((document) => document.content).join("\n")}\n${question}` },
  ];
  const call: Message = {
    role: "assistant",
    content: null,
    tool_calls: [{ id: `call-${id(3)}`, name: "get_rules", arguments: args }],
  };
  const answered: Message = { role: "assistant", content: final };

  const step = (
    number: number,
    name: string,
    fromMs: number,
    toMs: number,
    attributes: PlannedSpan["attributes"],
  ): PlannedSpan => ({
    traceId,
    spanId: id(number),
    parentSpanId: number === 0 ? null : id(0),
    name,
    role: number === 0 ? "server" : "internal",
    startNs: at(fromMs),
    endNs: at(toMs),
    attributes: { ...common, ...attributes },
  });
  const chat = (
    input: Message[],
    output: Message,
    finishReason: string,
    tokens: [number, number],
  ): PlannedSpan["attributes"] => ({
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
    "gen_ai.request.stream": true,
    "gen_ai.response.time_to_first_chunk": 0.31,
    "gen_ai.response.finish_reasons": [finishReason],
    "gen_ai.system_instructions": systemInstructions(SYSTEM),
    "gen_ai.input.messages": inputMessages(input),
    "gen_ai.output.messages": outputMessages(output, finishReason),
    "gen_ai.usage.input_tokens": tokens[0],
    "gen_ai.usage.output_tokens": tokens[1],
  });
  const spans = [
    step(1, "retrieval help-centre", 2, 60, {
      "gen_ai.operation.name": "retrieval",
      "gen_ai.retrieval.query.text": question,
      "gen_ai.retrieval.documents": JSON.stringify(documents),
    }),
    step(2, "chat gpt-4o-mini", 61, 980, chat(asked, call, "tool_calls", [520, 24])),
    step(3, "execute_tool get_rules", 982, 1190, {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "get_rules",
      "gen_ai.tool.call.id": `call-${id(3)}`,
      "gen_ai.tool.call.arguments": args,
      "gen_ai.tool.call.result": result,
    }),
    step(
      4,
      "chat gpt-4o-mini",
      1192,
      2890,
      chat(
        [...asked, call, { role: "tool", content: result, tool_call_id: `call-${id(3)}` }],
        answered,
        "stop",
        [660, 125],
      ),
    ),
    step(0, "invoke_agent bench", 0, 2900, {
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.agent.name": "bench",
      "gen_ai.input.messages": inputMessages([{ role: "user", content: question }]),
      "gen_ai.output.messages": outputMessages(answered, "stop"),
    }),
  ];
  return { spans, endNs: at(2900), markers };
}
