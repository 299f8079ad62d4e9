import { nsOfIso } from "@/lib/model/instant";
import type { Json, JsonObject } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";
import type { Message } from "@/lib/model/message";

import type { OtlpLog, OtlpResource, OtlpScope } from "../../otlp/shape";
import { jsonOrText } from "@/lib/model/json-text";
import { countOf, numberOf, textOrNull } from "../facts";
import type { ReportedUsage } from "@/lib/ingest/dialects/reported-usage";

/** What one event of a coding agent says, in our words. Absent: it has not said it. */
export interface AgentReading {
  kind: SpanKind;
  /** From the event's own time backwards; null: begun and ended, but nobody says how long it took. */
  durationMs?: number | null;
  usage?: ReportedUsage;
  costUsd?: string | null;
  provider?: string | null;
  model?: string | null;
  /** The provider's id of the response or request: joins what several records and spans say of one call. */
  responseId?: string | null;
  /** Null: it did not fail. */
  failure?: { type: string | null; message: string | null } | null;
  finishReason?: string | null;
  parameters?: { [key: string]: Json };
  toolName?: string | null;
  toolCallId?: string | null;
  inputValue?: Json;
  outputValue?: Json;
  output?: Message[] | null;
}

/** Something that another event of the same call says: joins the span of `call`. */
export interface AgentAddition {
  call: string;
  output: Message[];
}

/** One client: which of its events say what. Pure, over one log record. */
export interface CodingAgent {
  /** Prefix of its events, and what a person calls the feature. */
  prefix: string;
  feature: string;
  session(event: AgentEvent): string | null;
  /** What ties the events of one prompt together; null: the client has no word for it, and the session is one trace. */
  turn(event: AgentEvent): string | null;
  user(event: AgentEvent): string | null;
  release(event: AgentEvent, resource: string | null): string | null;
  /** @returns null for an event that says nothing of a call, a prompt or a tool */
  read(event: AgentEvent): AgentReading | AgentAddition | null;
}

/** A log record of a coding agent, with its attributes by type; `rest()` are those that nobody read. */
export class AgentEvent {
  private readonly taken = new Set<string>();

  constructor(
    /** Without the client's prefix: `api_request`. */
    readonly name: string,
    readonly log: OtlpLog,
    readonly resource: OtlpResource,
    readonly scope: OtlpScope,
  ) {}

  text(...keys: string[]): string | null {
    for (const key of keys) {
      const text = textOrNull(this.log.attributes.get(key));
      if (text !== null) return this.take(key, text);
    }
    return null;
  }

  /** Text as captured; null where the client says that it was left out. */
  content(key: string): string | null {
    const text = this.text(key);
    return text === null || /^[<[]redacted[>\]]$/i.test(text) ? null : text;
  }

  /** JSON where it is JSON. */
  value(...keys: string[]): Json {
    for (const key of keys) {
      const value = this.log.attributes.get(key);
      if (value !== undefined && value !== null && value !== "") return this.take(key, jsonOrText(value));
    }
    return null;
  }

  number(...keys: string[]): number | null {
    for (const key of keys) {
      const number = numberOf(this.log.attributes.get(key));
      if (number !== null) return this.take(key, number);
    }
    return null;
  }

  count(key: string): number | null {
    const count = countOf(this.log.attributes.get(key));
    return count === null ? null : this.take(key, count);
  }

  /** Milliseconds, from 0; null: not said. */
  duration(...keys: string[]): number | null {
    const ms = this.number(...keys);
    return ms !== null && ms >= 0 ? ms : null;
  }

  /** What was said of success, as text or as a boolean. */
  get failed(): boolean {
    const value = this.log.attributes.get("success");
    return value === false || value === "false";
  }

  private take<Value>(key: string, value: Value): Value {
    this.taken.add(key);
    return value;
  }

  /** Attributes that nobody read, as they came. */
  rest(): JsonObject {
    return Object.fromEntries([...this.log.attributes].filter(([key]) => !this.taken.has(key)));
  }

  /** Nanoseconds since the epoch; 0 when no clock says it. */
  get atNs(): bigint {
    if (this.log.timeNs !== 0n) return this.log.timeNs;
    const said = this.text("event.timestamp");
    return (said === null ? null : nsOfIso(said)) ?? this.log.observedNs;
  }
}

export const said = (role: string, content: string | null): Message[] | null =>
  content === null ? null : [{ role, content }];
