import { groupBy } from "@/lib/model/group-by";
import type { Json } from "@/lib/model/json";

import type { SpanDocument } from "./document";
import { jsonIn, type ShownMessage, textOfMessage } from "./message-text";
import type { TranscriptCall } from "./transcript-step";

/** Which span ran what a model asked for, and what the model was told of it. */
export class ToolRuns {
  private readonly byCallId: ReadonlyMap<string | null, SpanDocument[]>;
  /** Those that say no id. */
  private readonly byName: ReadonlyMap<string | null | undefined, SpanDocument[]>;
  /** By call id, as the messages of any later call tell them. */
  private readonly results = new Map<string, string>();
  private readonly claimed = new Set<SpanDocument>();
  private readonly folded = new Set<string>();

  constructor(spans: readonly SpanDocument[]) {
    const tools = spans.filter((span) => span.kind === "tool");
    this.byCallId = groupBy(tools, ({ tool }) => tool?.call_id ?? null);
    this.byName = groupBy(this.byCallId.get(null) ?? [], ({ tool }) => tool?.name);
    for (const span of spans) {
      if (span.kind !== "llm") continue;
      for (const message of span.input ?? [])
        if (message.role === "tool" && message.tool_call_id !== undefined)
          this.results.set(message.tool_call_id, textOfMessage(message));
    }
  }

  /** A call that a model asked for, with its result. @param said in an answer, not carried along in what a call was given */
  answer(call: { id: string | null; name: string; arguments: Json }, said: boolean): TranscriptCall {
    const tool = this.runOf(call, said);
    if (tool) this.claimed.add(tool);
    const told = call.id === null ? undefined : this.results.get(call.id);
    if (call.id !== null && told !== undefined) this.folded.add(call.id);
    const ran = tool && toolCallOf(tool);
    const result = ran?.answered ? ran.result : told === undefined ? null : (jsonIn(told) ?? told);
    return {
      name: call.name,
      arguments: call.arguments,
      result,
      answered: ran?.answered === true || told !== undefined,
      spanId: tool?.span_id ?? null,
      failed: ran?.failed ?? false,
      error: ran?.error ?? null,
      durationMs: ran?.durationMs ?? null,
    };
  }

  isClaimed(tool: SpanDocument): boolean {
    return this.claimed.has(tool);
  }

  /** Whether a message is a result that is shown with its call. */
  isFolded({ role, tool_call_id }: ShownMessage): boolean {
    return role === "tool" && tool_call_id !== undefined && this.folded.has(tool_call_id);
  }

  /** Of two calls of one name the span with this id, else the first that nobody has claimed. */
  private runOf({ id, name }: { id: string | null; name: string }, said: boolean): SpanDocument | undefined {
    const free = (tools: SpanDocument[] | undefined) => tools?.find((tool) => !this.claimed.has(tool));
    return (
      (id === null ? undefined : free(this.byCallId.get(id))) ??
      (said ? free(this.byName.get(name)) : undefined)
    );
  }
}

export function toolCallOf(span: SpanDocument): TranscriptCall {
  return {
    name: span.tool?.name ?? span.name,
    arguments: span.tool?.arguments ?? null,
    result: span.tool?.result ?? null,
    answered: span.tool !== null && span.tool.result !== null,
    spanId: span.span_id,
    failed: span.status === "error",
    error: errorText(span),
    durationMs: span.duration_ms,
  };
}

export const errorText = ({ error }: SpanDocument): string | null =>
  error === null ? null : [error.type, error.message].filter((part) => part !== null).join(": ") || null;
