import { z } from "zod";

import type { HoldingBody } from "@/lib/bodies/body-search";
import { isObject, type Json } from "@/lib/model/json";
import type { SpanKind } from "@/lib/model/kind";

import { findFirst, type Snippet, snippetAround } from "./snippet";

/** Where a text was found: a label of the trace, or what a span carries. */
export const HIT_PARTS = [
  "trace_id",
  "user_id",
  "session_id",
  "trace_name",
  "instructions",
  "message",
  "document",
  "input",
  "output",
  "tool_arguments",
  "tool_result",
  "error",
  "metadata",
  "attribute",
  "event",
  "settings",
  "resource",
] as const;
export type HitPart = (typeof HIT_PARTS)[number];

export const searchHitSchema = z
  .object({
    part: z.enum(HIT_PARTS),
    role: z.string().nullable().meta({ description: "Of a message." }),
    key: z.string().nullable().meta({
      description:
        "Name of the attribute, setting or field of metadata; the tool that was called; id of the document.",
    }),
    span: z
      .object({ span_id: z.string(), name: z.string(), kind: z.string() })
      .nullable()
      .meta({ description: "null: a label of the trace." }),
    text: z
      .string()
      .meta({ description: "At most some 160 characters around the first match, on one line." }),
    start: z.number().meta({ description: "Where in `text` the match begins, in UTF-16 units." }),
    end: z.number().meta({ description: "Where in `text` it has ended." }),
  })
  .nullable()
  .meta({ description: "With `q` only: where it was found; null: what held it is gone." });

export type SearchHit = NonNullable<z.infer<typeof searchHitSchema>>;

/** Of a body. */
export type BodyHit = Snippet & Pick<SearchHit, "part" | "role" | "key">;

/** The first place of a body that holds one of the needles. @param needles folded; @param kind of the span */
export function hitIn(body: HoldingBody, needles: readonly string[], kind: SpanKind): BodyHit | null {
  const [first] = hitsIn(body, needles, kind);
  if (first === undefined) return null;
  const { said: _, ...hit } = first;
  return hit;
}

/** Every text or number of a body that holds one of the needles, with the whole of it in `said`. */
export function* hitsIn(
  body: HoldingBody,
  needles: readonly string[],
  kind: SpanKind,
): Generator<BodyHit & { said: string }> {
  // A span as it was sent is JSON that is stored as a text.
  const value = body.isJson || body.part === "sent" ? (JSON.parse(body.text) as Json) : body.text;
  let any = false;
  for (const leaf of leavesWith(value, needles, [])) {
    any = true;
    yield {
      ...placeOf(body, value, leaf.path, kind),
      ...snippetAround(leaf.text, leaf),
      said: leaf.text,
    };
  }
  if (any) return;
  // It stands across values, or in a key: shown as it is stored.
  const found = findFirst(body.text, needles);
  if (found) yield { ...placeOf(body, value, [], kind), ...snippetAround(body.text, found), said: body.text };
}

interface Leaf {
  path: (string | number)[];
  text: string;
  from: number;
  to: number;
}

/** Texts and numbers within a value that hold one of them. */
function* leavesWith(value: Json, needles: readonly string[], path: (string | number)[]): Generator<Leaf> {
  if (value === null) return;
  if (typeof value === "object") {
    const entries: [string | number, Json][] = Array.isArray(value)
      ? value.map((one, index) => [index, one])
      : Object.entries(value);
    for (const [key, one] of entries) yield* leavesWith(one, needles, [...path, key]);
    return;
  }
  const text = String(value);
  const found = findFirst(text, needles);
  if (found) yield { path, text, ...found };
}

type Place = Pick<SearchHit, "part" | "role" | "key">;
const place = (
  part: HitPart,
  key: string | number | null | undefined = null,
  role: string | null = null,
): Place => ({
  part,
  role,
  key: typeof key === "string" && key !== "" ? key : null,
});

/** In the words of the page: which part of the span, and of it which message, attribute or tool. */
function placeOf(body: HoldingBody, value: Json, path: readonly (string | number)[], kind: SpanKind): Place {
  const [first] = path;
  const isTool = kind === "tool";
  switch (body.part) {
    case "system":
      return place("instructions");
    case "context":
    case "output":
      return placeInMessage(value, path);
    case "documents":
      return place("document", isObject(value) ? (value.id as string) : null);
    case "input":
      return place(isTool ? "tool_arguments" : "input");
    case "result":
      return place(isTool ? "tool_result" : "output");
    case "error":
      return place("error", first);
    case "metadata":
      return place("metadata", first);
    case "attributes":
      return place("attribute", first);
    case "settings":
      return place("settings", first === "parameters" ? path[1] : first);
    case "resource":
      return place(
        "resource",
        path.findLast((one) => typeof one === "string"),
      );
    case "sent":
      return placeInSent(body.keys, path);
  }
}

function placeInMessage(message: Json, [field, call]: readonly (string | number)[]): Place {
  const role = isObject(message) && typeof message.role === "string" ? message.role : null;
  if (field !== "tool_calls" || !isObject(message) || !Array.isArray(message.tool_calls))
    return place(role === "tool" ? "tool_result" : "message", null, role);
  const called = typeof call === "number" ? message.tool_calls[call] : null;
  return place(
    "tool_arguments",
    isObject(called ?? null) ? ((called as { name?: string }).name ?? null) : null,
    role,
  );
}

/** As lib/sent stores it: values of attributes in the order of their keys, events, links. */
function placeInSent(keys: string | null, [list, index]: readonly (string | number)[]): Place {
  if (list === "e" || list === "l") return place("event");
  const names = keys === null ? [] : (JSON.parse(keys) as string[]);
  return place("attribute", typeof index === "number" ? names[index] : null);
}
