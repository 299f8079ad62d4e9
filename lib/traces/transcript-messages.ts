import type { SpanDocument } from "./document";
import { callText, type ShownMessage, textOfMessage } from "./message-text";
import type { TranscriptStep } from "./transcript-step";
import type { ToolRuns } from "./transcript-tools";

/** The same message, whoever carries it: an answer of one call comes back as input of the next, often without its ids. */
const keyOf = (message: ShownMessage): string =>
  [message.role, textOfMessage(message).trim(), ...(message.tool_calls ?? []).map(callText)].join("\u0000");

/** The messages of one call after the other, each where it first appears. */
export class TranscriptMessages {
  private system: string | null = null;
  /** How often each message is shown already. */
  private readonly shown = new Map<string, number>();

  constructor(private readonly tools: ToolRuns) {}

  /** What is new in a call: what it was given, and what it said. */
  ofCall(span: SpanDocument): { before: TranscriptStep[]; after: TranscriptStep[] } {
    const input = span.input ?? [];
    const before = this.systemOf(span, input);
    const within = new Map<string, number>();
    for (const message of input) {
      if (message.role === "system" && textOfMessage(message) === this.system) continue;
      if (this.tools.isFolded(message)) continue;
      if (this.isNew(message, within)) before.push(this.step(span, message, false));
    }
    const output =
      span.output ?? (span.output_text === null ? [] : [{ role: "assistant", content: span.output_text }]);
    const after = output.map((message) => {
      this.shown.set(keyOf(message), (this.shown.get(keyOf(message)) ?? 0) + 1);
      return this.step(span, message, true);
    });
    return { before, after };
  }

  private systemOf(span: SpanDocument, [first]: readonly ShownMessage[]): TranscriptStep[] {
    const text = span.system ?? (first?.role === "system" ? textOfMessage(first) : null);
    if (text === null || text === this.system) return [];
    const changed = this.system !== null;
    this.system = text;
    return [{ type: "system", spanId: span.span_id, text, changed }];
  }

  private isNew(message: ShownMessage, within: Map<string, number>): boolean {
    const key = keyOf(message);
    const nth = (within.get(key) ?? 0) + 1;
    within.set(key, nth);
    if (nth <= (this.shown.get(key) ?? 0)) return false;
    this.shown.set(key, nth);
    return true;
  }

  private step(span: SpanDocument, message: ShownMessage, said: boolean): TranscriptStep {
    const calls = (message.tool_calls ?? []).map((call) => this.tools.answer(call, said));
    return { type: "message", spanId: span.span_id, message, said, calls };
  }
}
