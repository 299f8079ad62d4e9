import { LRUCache } from "lru-cache";

import type { Json } from "@/lib/model/json";
import { exactJson } from "@/lib/model/json-text";
import type { Document, Message } from "@/lib/model/message";

import { type Content, jsonContent, textContent, valueContent } from "./content";
import { digest128 } from "@/lib/model/digest";

/**
 * Texts from this length on are contents of their own where they are likely to be said elsewhere too: a tool's result and the
 * message that repeats it are one, a system prompt and the instructions, a document however it scored. What users and
 * assistants say stays in its message: a row costs more than it would save.
 */
const HOIST_FROM = 256;
const HOISTED_ROLES = new Set(["system", "developer", "tool", "function"]);

/** Lists of keys that were seen, by their keys. */
const KEY_LISTS = new LRUCache<string, Content>({
  maxSize: 4_000_000,
  sizeCalculation: (content) => content.body.length + 1,
});

/** A node of a list of messages: `messageIds` are what is new since the parent's list. */
export interface ContextNode {
  id: string;
  parentId: string | null;
  length: number;
  messageIds: string[];
}

/** Collects the distinct contents and contexts of a batch while spans are turned into rows. */
export class ContentSet {
  readonly contents = new Map<string, Content>();
  readonly contexts = new Map<string, ContextNode>();

  private keep(content: Content): string {
    if (!this.contents.has(content.id)) this.contents.set(content.id, content);
    return content.id;
  }

  text(body: string): string {
    return this.keep(textContent(body));
  }

  value(value: Json): string {
    return this.keep(valueContent(value));
  }

  private readonly shared = new Map<object, string | null>();

  /** JSON of an object that many spans share (a resource), made once: `make` turns it into what is stored. */
  sharedJson(object: object, make: () => Json): string | null {
    let id = this.shared.get(object);
    if (id === undefined) this.shared.set(object, (id = this.json(make())));
    return id;
  }

  /** JSON of an object or list; null for an empty one. */
  json(value: Json): string | null {
    if (value === null || (typeof value === "object" && Object.keys(value).length === 0)) return null;
    return this.keep(jsonContent(value));
  }

  /** The keys of a span's attributes: thousands of spans have the same ones. */
  keys(keys: readonly string[]): string | null {
    if (keys.length === 0) return null;
    const joined = keys.join("\0");
    let content = KEY_LISTS.get(joined);
    if (content === undefined) KEY_LISTS.set(joined, (content = jsonContent([...keys])));
    return this.keep(content);
  }

  private hoist(text: string, likelyElsewhere = true): Json {
    if (!likelyElsewhere || text.length < HOIST_FROM) return text;
    // As the tool's own span stores the same result, so that it is one content.
    return { $content: this.value(exactJson(text)) };
  }

  /** One message; long texts in it become contents of their own, referred to as `{"$content": id}`. */
  message(message: Message): string {
    const shared = HOISTED_ROLES.has(message.role);
    const content: Json =
      typeof message.content === "string"
        ? this.hoist(message.content, shared)
        : message.content === null
          ? null
          : message.content.map((part) =>
              part.type === "text" || part.type === "reasoning" || part.type === "refusal"
                ? { ...part, text: this.hoist(part.text, shared) }
                : (part as unknown as Json),
            );
    const stored: { [key: string]: Json } = { role: message.role, content };
    if (message.name !== undefined) stored.name = message.name;
    if (message.tool_calls?.length) stored.tool_calls = message.tool_calls as unknown as Json;
    if (message.tool_call_id !== undefined) stored.tool_call_id = message.tool_call_id;
    return this.keep(jsonContent(stored));
  }

  /** What was retrieved, as one list: scores make it unlike any other, and its long texts are contents of their own. */
  documents(documents: readonly Document[]): string {
    return this.keep(jsonContent(documents.map((document) => this.document(document))));
  }

  private document(document: Document): Json {
    const stored: { [key: string]: Json } = {
      id: document.id,
      content: document.content === null ? null : this.hoist(document.content),
      score: document.score,
    };
    if (document.metadata && Object.keys(document.metadata).length > 0) stored.metadata = document.metadata;
    if (document.updated_at !== undefined) stored.updated_at = document.updated_at;
    return stored;
  }

  /**
   * A call's input messages as a chain of contexts; returns the id of the whole list, null for none.
   * The chain is cut before every assistant message, which is where the list of the call before it ended, so the call
   * before it is this one's parent although neither knows of the other, and whichever arrives first.
   */
  context(messages: readonly Message[]): string | null {
    let id: string | null = null;
    let node: ContextNode | null = null;
    for (const [index, message] of messages.entries()) {
      const messageId = this.message(message);
      if (node === null || message.role === "assistant") {
        if (node !== null && id !== null) this.close(node, id, index);
        node = { id: "", parentId: id, length: 0, messageIds: [] };
      }
      node.messageIds.push(messageId);
      id = digest128(`${id ?? ""}${messageId}`);
    }
    if (node !== null && id !== null) this.close(node, id, messages.length);
    return id;
  }

  private close(node: ContextNode, id: string, length: number): void {
    node.id = id;
    node.length = length;
    this.contexts.set(id, node);
  }
}
