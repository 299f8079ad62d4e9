import { LRUCache } from "lru-cache";

import type { Json } from "@/lib/model/json";
import type { Document, Message } from "@/lib/model/message";

import { type Body, jsonBody, textBody, valueBody } from "./body";
import type { DocumentId } from "./body-ids";

/** Lists of keys that were seen, by their keys. */
const KEY_LISTS = new LRUCache<string, Body>({
  maxSize: 4_000_000,
  sizeCalculation: (body) => body.text.length + 1,
});

/** Collects the distinct bodies of a batch while spans are turned into rows. */
export class BodySet {
  readonly bodies = new Map<string, Body>();
  private readonly shared = new Map<object, string | null>();

  private keep(body: Body): string {
    if (!this.bodies.has(body.id)) this.bodies.set(body.id, body);
    return body.id;
  }

  text(text: string): string {
    return this.keep(textBody(text));
  }

  value(value: Json): string {
    return this.keep(valueBody(value));
  }

  /** JSON of an object that many spans share (a resource), made once: `make` turns it into what is stored. */
  sharedJson(object: object, make: () => Json): string | null {
    let id = this.shared.get(object);
    if (id === undefined) this.shared.set(object, (id = this.json(make())));
    return id;
  }

  /** JSON of an object or list; null for an empty one. */
  json(value: Json): string | null {
    if (value === null || (typeof value === "object" && Object.keys(value).length === 0)) return null;
    return this.keep(jsonBody(value));
  }

  /** The keys of a span's attributes: thousands of spans have the same ones. */
  keys(keys: readonly string[]): string | null {
    if (keys.length === 0) return null;
    const joined = keys.join("\0");
    let body = KEY_LISTS.get(joined);
    if (body === undefined) KEY_LISTS.set(joined, (body = jsonBody([...keys])));
    return this.keep(body);
  }

  message(message: Message): string {
    const stored: { [key: string]: Json } = {
      role: message.role,
      content: message.content as unknown as Json,
    };
    if (message.name !== undefined) stored.name = message.name;
    if (message.tool_calls?.length) stored.tool_calls = message.tool_calls as unknown as Json;
    if (message.tool_call_id !== undefined) stored.tool_call_id = message.tool_call_id;
    return this.keep(jsonBody(stored));
  }

  messages(messages: readonly Message[]): string[] {
    return messages.map((message) => this.message(message));
  }

  /** What was retrieved: a document is one body however it scored. */
  documents(documents: readonly Document[]): DocumentId[] {
    return documents.map((document) => {
      const stored: { [key: string]: Json } = { id: document.id, content: document.content };
      if (document.metadata && Object.keys(document.metadata).length > 0) stored.metadata = document.metadata;
      if (document.updated_at !== undefined) stored.updated_at = document.updated_at;
      return { id: this.keep(jsonBody(stored)), score: document.score };
    });
  }
}
