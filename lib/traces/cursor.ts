import { z } from "zod";

import { Failure } from "@/lib/errors";

/** Where a page ended: time alone is not unique, so the id breaks ties. */
const cursorSchema = z.tuple([z.iso.datetime({ offset: true }), z.string().max(512)]);
const traceCursorSchema = z.tuple([cursorSchema.def.items[0], z.guid()]);
export type Cursor = z.infer<typeof cursorSchema>;

/** Opaque to clients: base64url of JSON. */
export const writeCursor = (startedAt: string, id: string): string =>
  Buffer.from(JSON.stringify([startedAt, id])).toString("base64url");

/** @throws Failure bad_request when it is no cursor of ours. */
export const readCursor = (text: string): Cursor => parseCursor(cursorSchema, text);

/** A cursor whose id is a trace's. */
export const readTraceCursor = (text: string): Cursor => parseCursor(traceCursorSchema, text);

/** @throws Failure bad_request when it is no cursor of ours. */
export function parseCursor<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch (cause) {
    throw new Failure(
      "bad_request",
      "The cursor is none of ours: take next_cursor of the page before, or leave it out.",
      {
        cause,
        details: [{ path: "cursor", message: "must be the next_cursor of an earlier answer" }],
      },
    );
  }
}
