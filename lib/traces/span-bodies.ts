import type { Opened } from "@/lib/bodies/read-bodies";
import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import type { ToolDefinition } from "@/lib/model/message";
import type { SpanBodies, SpanError } from "@/lib/model/span";

import { mergeBodies } from "./merge-bodies";
import type { StoredAddition, StoredSpan } from "./span-row";

/** Opens the record of a row of one trace; null: it carries nothing, or nothing was read. */
export type Open = (row: Pick<StoredSpan, "body_ref">) => Opened | null;

export interface ReadBodies extends SpanBodies {
  parameters: JsonObject | null;
  error: SpanError | null;
}

/** A span's bodies, completed by what log events said about it. Null: not stored, or not read. */
export function readSpanBodies(span: StoredSpan, open: Open): ReadBodies {
  const own: ReadBodies = {
    ...bodiesOf(span, open),
    parameters: asObject(asObject(open(span)?.value("settings") ?? null)?.parameters ?? null),
    error: errorBody(open(span)),
  };
  if (span.additions === undefined) return own;
  return {
    ...own,
    ...mergeBodies(
      own,
      span.additions.map((addition) => bodiesOf(addition, open)),
    ),
    error: own.error ?? span.additions.map((addition) => errorBody(open(addition))).find(Boolean) ?? null,
  };
}

/** The bodies that a row carries itself, without what came on other roads. */
export function bodiesOf(row: StoredSpan | StoredAddition, open: Open): SpanBodies {
  const opened = open(row);
  const tools = asObject(opened?.value("settings") ?? null)?.tools;
  return {
    system: opened?.text("system") ?? null,
    input: opened?.messages("context") ?? null,
    output: opened?.messages("output") ?? null,
    toolDefinitions: Array.isArray(tools) ? (tools as unknown as ToolDefinition[]) : null,
    inputValue: opened?.value("input") ?? null,
    outputValue: opened?.value("result") ?? null,
    documents: opened?.documents() ?? null,
  };
}

const asObject = (value: Json): JsonObject | null => (isObject(value) ? value : null);
const textOf = (value: Json | undefined): string | null => (typeof value === "string" ? value : null);

function errorBody(opened: Opened | null): SpanError | null {
  const value = opened?.value("error") ?? null;
  return isObject(value)
    ? { type: textOf(value.type), message: textOf(value.message), stack: textOf(value.stack) }
    : null;
}
