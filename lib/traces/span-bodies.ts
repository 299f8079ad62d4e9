import type { Contents } from "@/lib/contents/read-contents";
import type { ContextList } from "@/lib/contents/read-contexts";
import { hexOfUuid } from "@/lib/model/ids";
import { isObject, type Json, type JsonObject } from "@/lib/model/json";
import type { Document, Message, ToolDefinition } from "@/lib/model/message";
import type { SpanBodies, SpanError } from "@/lib/model/span";

import { mergeBodies } from "./merge-bodies";
import type { StoredAddition, StoredSpan } from "./span-row";

/** What was read for the bodies of some spans. */
export interface Bodies {
  contents: Contents;
  contexts: ReadonlyMap<string, ContextList>;
}

export interface ReadBodies extends SpanBodies {
  parameters: JsonObject | null;
  error: SpanError | null;
}

/** A span's bodies, completed by what log events said about it. Null: not stored, or not read. */
export function readBodies(span: StoredSpan, bodies: Bodies): ReadBodies {
  const settings = asObject(bodies.contents.value(span.settings_id));
  const own: ReadBodies = {
    ...bodiesOf(span, bodies),
    parameters: asObject(settings?.parameters ?? null),
    error: errorBody(bodies.contents.value(span.error_id)),
  };
  if (span.additions === undefined) return own;
  const errorId = span.additions.find((addition) => addition.error_id !== null)?.error_id ?? null;
  return {
    ...own,
    ...mergeBodies(
      own,
      span.additions.map((addition) => bodiesOf(addition, bodies)),
    ),
    error: own.error ?? errorBody(bodies.contents.value(errorId)),
  };
}

/** The bodies that a row names, without what came on other roads. */
export function bodiesOf(row: StoredSpan | StoredAddition, { contents, contexts }: Bodies): SpanBodies {
  const settings = asObject(contents.value(row.settings_id));
  return {
    system: contents.text(row.system_id),
    input:
      row.context_id === null
        ? null
        : messages(contents, contexts.get(hexOfUuid(row.context_id))?.messageIds ?? null),
    output: messages(contents, row.output_ids),
    toolDefinitions: Array.isArray(settings?.tools) ? (settings.tools as unknown as ToolDefinition[]) : null,
    inputValue: contents.value(row.input_id),
    outputValue: contents.value(row.result_id),
    documents: documents(contents, row.document_ids),
  };
}

const asObject = (value: Json): JsonObject | null => (isObject(value) ? value : null);
const textOf = (value: Json | undefined): string | null => (typeof value === "string" ? value : null);

function errorBody(value: Json): SpanError | null {
  return isObject(value)
    ? { type: textOf(value.type), message: textOf(value.message), stack: textOf(value.stack) }
    : null;
}

function messages(contents: Contents, ids: readonly string[] | null): Message[] | null {
  const found = (ids ?? []).map((id) => contents.message(id)).filter((message) => message !== null);
  return found.length === 0 ? null : found;
}

function documents(contents: Contents, ids: readonly string[] | null): Document[] | null {
  const found = (ids ?? []).flatMap((id) => contents.documents(id));
  return found.length === 0 ? null : found;
}
