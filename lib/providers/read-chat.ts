import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import { exactJson } from "@/lib/model/json-text";

import type { ModelAnswer } from "./model-call";

/** Of one answer; what a server numbers higher is left out. */
const MOST_CALLS = 128;

/** Gathers what OpenAI's chat completions say, chunk by chunk or as a whole. */
export class ChatReader {
  private readonly answer: ModelAnswer = { text: "", refusal: null, calls: [], finish: null };
  /** Arguments as text, while they come in pieces. */
  private readonly arguments: string[] = [];
  private model: string | null = null;
  private usage: JsonObject | null = null;
  private isAnswer = false;

  /** @returns what of the text is new */
  take(chunk: JsonObject): string {
    if (typeof chunk.model === "string") this.model = chunk.model;
    if (isObject(chunk.usage)) this.usage = chunk.usage;
    const [choice] = Array.isArray(chunk.choices) ? chunk.choices : [];
    if (!isObject(choice)) return "";
    this.isAnswer = true;
    if (typeof choice.finish_reason === "string") this.answer.finish = choice.finish_reason;
    const said = isObject(choice.delta) ? choice.delta : choice.message;
    if (!isObject(said)) return "";
    if (typeof said.refusal === "string") this.answer.refusal = (this.answer.refusal ?? "") + said.refusal;
    for (const [at, call] of (Array.isArray(said.tool_calls) ? said.tool_calls : []).entries())
      this.takeCall(call, at);
    const text = textOf(said.content);
    this.answer.text += text;
    return text;
  }

  private takeCall(call: Json, at: number): void {
    if (!isObject(call) || !isObject(call.function)) return;
    const index = typeof call.index === "number" ? call.index : at;
    if (!(index >= 0 && index < MOST_CALLS)) return;
    const { name, arguments: given } = call.function;
    const known = (this.answer.calls[index] ??= { name: "", arguments: null });
    if (typeof name === "string" && known.name === "") known.name = name;
    if (typeof given === "string") this.arguments[index] = (this.arguments[index] ?? "") + given;
    else if (given !== undefined) known.arguments = given;
  }

  /** Null: nothing that it was given is an answer. */
  end(): { answer: ModelAnswer; model: string | null; usage: JsonObject | null } | null {
    if (!this.isAnswer) return null;
    const calls = this.answer.calls.flatMap((call, at) =>
      call === undefined
        ? []
        : { ...call, arguments: call.arguments ?? exactJson(this.arguments[at] ?? null) },
    );
    return { answer: { ...this.answer, calls }, model: this.model, usage: this.usage };
  }
}

/** Some servers answer with parts, as they are asked. */
function textOf(content: Json | undefined): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => (isObject(part) && typeof part.text === "string" ? part.text : "")).join("");
}
