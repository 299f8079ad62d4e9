import type { Attributes } from "@opentelemetry/api";

import { inputMessages, outputMessages, systemInstructions } from "@/lib/emit/genai-messages";
import { msToNs, MS, type PlannedSpan } from "@/lib/emit/planned-span";
import { stableSpanId } from "@/lib/emit/stable-ids";
import type { Document, Message, ToolDefinition } from "@/lib/model/message";
import { messageText } from "@/lib/model/message";

import type { DemoModel } from "./models";
import type { Random } from "./random";
import { tokensOf } from "./texts";

export interface Call {
  model: DemoModel;
  prompt: { name: string; version: string; system: string };
  input: readonly Message[];
  output: Message;
  streaming: boolean;
  tools?: readonly ToolDefinition[];
  finishReason?: string;
  error?: PlannedSpan["error"];
  /** Multiplies the time: a slow hour, a time-out. */
  slowness?: number;
}

/** Lays the steps of one trace out on a clock that only goes forward. Times are milliseconds since the epoch. */
export class TraceBuilder {
  readonly spans: PlannedSpan[] = [];
  readonly rootId: string;
  nowMs: number;
  private steps = 0;

  constructor(
    readonly traceId: string,
    readonly startMs: number,
    private readonly random: Random,
    private readonly common: Attributes,
  ) {
    this.rootId = stableSpanId(traceId, 0);
    this.nowMs = startMs + 1;
  }

  /** Adds a step at the clock and moves the clock to its end; `from` starts it elsewhere and leaves the clock alone. */
  step(
    name: string,
    durationMs: number,
    attributes: Attributes,
    extra: Partial<PlannedSpan> = {},
    from?: number,
  ): number {
    this.steps += 1;
    const startMs = from ?? this.nowMs;
    const endMs = startMs + Math.max(durationMs, 0.2);
    this.spans.push({
      traceId: this.traceId,
      spanId: stableSpanId(this.traceId, this.steps),
      parentSpanId: this.rootId,
      name,
      role: "internal",
      startNs: toNs(startMs),
      endNs: toNs(endMs),
      attributes: { ...this.common, ...attributes },
      ...extra,
    });
    if (from === undefined) this.nowMs = endMs + this.random.int(1, 6);
    return endMs;
  }

  call(call: Call): void {
    const usage = this.usage(call);
    const wobble = this.random.lognormal(1, 0.25) * (call.slowness ?? 1);
    const ttftMs = (call.model.firstTokenMs + call.model.firstTokenMsPerInput * usage.input) * wobble;
    const streamed = call.streaming && !call.error;
    const durationMs =
      ttftMs + (call.error ? 0 : call.model.msPerOutput * usage.output * this.random.lognormal(1, 0.1));
    this.step(
      `chat ${call.model.request}`,
      durationMs,
      {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": call.model.provider,
        "gen_ai.request.model": call.model.request,
        "gen_ai.request.stream": call.streaming,
        "gen_ai.request.temperature": 0.2,
        "gen_ai.request.max_tokens": 2048,
        "gen_ai.system_instructions": systemInstructions(call.prompt.system),
        "gen_ai.input.messages": inputMessages(call.input),
        "recount.prompt.name": call.prompt.name,
        "recount.prompt.version": call.prompt.version,
        ...(call.tools && {
          "gen_ai.tool.definitions": JSON.stringify(
            call.tools.map((tool) => ({ type: "function", ...tool })),
          ),
        }),
        ...(streamed && { "gen_ai.response.time_to_first_chunk": Math.round(ttftMs) / 1000 }),
        ...(!call.error && this.answered(call, usage)),
      },
      { role: "client", ...(call.error && { error: call.error }) },
    );
  }

  tool(
    name: string,
    callId: string,
    args: unknown,
    result: unknown,
    options: { durationMs: number; sideEffect?: boolean; error?: PlannedSpan["error"]; from?: number },
  ): number {
    return this.step(
      `execute_tool ${name}`,
      options.durationMs,
      {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": name,
        "gen_ai.tool.type": "function",
        "gen_ai.tool.call.id": callId,
        "gen_ai.tool.call.arguments": JSON.stringify(args),
        ...(!options.error && { "gen_ai.tool.call.result": JSON.stringify(result) }),
        ...(options.sideEffect && { "recount.side_effect": true }),
      },
      options.error && { error: options.error },
      options.from,
    );
  }

  retrieval(source: string, query: string, documents: readonly Document[], durationMs: number): void {
    this.step(`retrieval ${source}`, durationMs, {
      "gen_ai.operation.name": "retrieval",
      "gen_ai.data_source.id": source,
      "gen_ai.retrieval.query.text": query,
      "gen_ai.request.top_k": documents.length,
      "gen_ai.retrieval.documents": JSON.stringify(documents),
    });
  }

  guardrail(name: string, text: string, triggered: boolean): void {
    this.step(`guardrail ${name}`, this.random.lognormal(35, 0.3), {
      "openinference.span.kind": "GUARDRAIL",
      "guardrail.name": name,
      "guardrail.triggered": triggered,
      "input.value": text,
      "output.value": JSON.stringify({ triggered }),
      "output.mime_type": "application/json",
    });
  }

  /** Ends the trace: the root goes last, as it ends last. */
  finish(name: string, attributes: Attributes, error?: PlannedSpan["error"]): PlannedSpan[] {
    const root: PlannedSpan = {
      traceId: this.traceId,
      spanId: this.rootId,
      parentSpanId: null,
      name,
      role: "server",
      startNs: toNs(this.startMs),
      endNs: toNs(this.nowMs),
      attributes: { ...this.common, ...attributes },
      ...(error && { error }),
    };
    return [...this.spans, root];
  }

  private usage({ model, prompt, input, output, tools }: Call) {
    const asked =
      tokensOf(prompt.system) + input.reduce((sum, message) => sum + 4 + tokensOf(textOf(message)), 0);
    const inputTokens = asked + (tools ? tokensOf(JSON.stringify(tools)) : 0);
    const said = tokensOf(textOf(output));
    const reasoning = Math.round(said * model.reasoning * this.random.lognormal(1, 0.3));
    // Caches hold whole blocks of 128 tokens and nothing below 1,024.
    const cached =
      inputTokens >= 1024 && this.random.chance(0.8)
        ? Math.floor((inputTokens * model.cached) / 128) * 128
        : 0;
    return { input: inputTokens, output: said + reasoning, reasoning, cached };
  }

  private answered(
    { model, output, finishReason }: Call,
    usage: ReturnType<TraceBuilder["usage"]>,
  ): Attributes {
    const reason = finishReason ?? (output.tool_calls ? "tool_calls" : "stop");
    return {
      "gen_ai.response.model": model.response,
      "gen_ai.response.id": `resp_${stableSpanId(this.traceId, "response", this.steps)}`,
      "gen_ai.response.finish_reasons": [reason],
      "gen_ai.output.messages": outputMessages(output, reason),
      "gen_ai.usage.input_tokens": usage.input,
      "gen_ai.usage.output_tokens": usage.output,
      ...(usage.cached > 0 && { "gen_ai.usage.cache_read.input_tokens": usage.cached }),
      ...(usage.reasoning > 0 && { "gen_ai.usage.reasoning.output_tokens": usage.reasoning }),
    };
  }
}

const toNs = (ms: number): bigint => BigInt(Math.floor(ms)) * MS + msToNs(ms - Math.floor(ms));
const textOf = (message: Message): string =>
  messageText(message) + (message.tool_calls ? JSON.stringify(message.tool_calls) : "");
