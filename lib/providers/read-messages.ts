import { isObject, type JsonObject } from "@/lib/model/json";
import { exactJson } from "@/lib/model/json-text";

import type { ModelAnswer } from "./model-call";

/** Gathers what Anthropic's Messages say, event by event or as a whole. */
export class MessagesReader {
  private readonly texts: string[] = [];
  private readonly calls: { name: string; arguments: string; given: JsonObject | null }[] = [];
  /** Of the block that is being written, its place among the calls; null: it is none. */
  private readonly callOfBlock = new Map<number, number>();
  private finish: string | null = null;
  private model: string | null = null;
  private usage: JsonObject | null = null;
  private isAnswer = false;

  /** @returns what of the text is new */
  take(event: JsonObject): string {
    const { type } = event;
    if (type === "message_start" && isObject(event.message)) return this.begin(event.message);
    if (type === "message") {
      const text = this.begin(event);
      const blocks = Array.isArray(event.content) ? event.content : [];
      return text + blocks.map((block, at) => (isObject(block) ? this.startBlock(block, at) : "")).join("");
    }
    const index = typeof event.index === "number" ? event.index : 0;
    if (type === "content_block_start" && isObject(event.content_block))
      return this.startBlock(event.content_block, index);
    if (type === "content_block_delta" && isObject(event.delta)) return this.takeDelta(event.delta, index);
    if (type === "message_delta") {
      if (isObject(event.delta)) this.takeFinish(event.delta);
      this.takeUsage(event);
    }
    return "";
  }

  private begin(message: JsonObject): string {
    this.isAnswer = true;
    if (typeof message.model === "string") this.model = message.model;
    this.takeFinish(message);
    this.takeUsage(message);
    return "";
  }

  private takeFinish({ stop_reason: reason }: JsonObject): void {
    if (typeof reason === "string") this.finish = reason;
  }

  /** What is said at the end says less than what was said first. */
  private takeUsage({ usage }: JsonObject): void {
    if (isObject(usage)) this.usage = { ...this.usage, ...usage };
  }

  private startBlock(block: JsonObject, index: number): string {
    if (block.type === "tool_use") {
      this.callOfBlock.set(index, this.calls.length);
      const given = isObject(block.input) && Object.keys(block.input).length > 0 ? block.input : null;
      this.calls.push({ name: String(block.name ?? ""), arguments: "", given });
    }
    return block.type === "text" && typeof block.text === "string" ? this.say(block.text) : "";
  }

  private takeDelta(delta: JsonObject, index: number): string {
    const call = this.calls[this.callOfBlock.get(index) ?? -1];
    if (typeof delta.partial_json === "string" && call) call.arguments += delta.partial_json;
    return typeof delta.text === "string" ? this.say(delta.text) : "";
  }

  private say(text: string): string {
    this.texts.push(text);
    return text;
  }

  /** Null: nothing that it was given is an answer. */
  end(): { answer: ModelAnswer; model: string | null; usage: JsonObject | null } | null {
    if (!this.isAnswer) return null;
    const calls = this.calls.map(({ name, arguments: text, given }) => ({
      name,
      arguments: given ?? (text === "" ? {} : exactJson(text)),
    }));
    const answer: ModelAnswer = { text: this.texts.join(""), refusal: null, calls, finish: this.finish };
    return { answer, model: this.model, usage: this.usage };
  }
}
