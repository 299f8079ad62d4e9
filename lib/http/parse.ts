import type { z } from "zod";

import { Failure } from "@/lib/errors";
import { MAX_DEPTH, storableJson } from "@/lib/model/json-text";
import { parseExactJson } from "@/lib/model/exact-json";
import type { Json } from "@/lib/model/json";

import { checkJsonSize } from "./json-limits";
import type { Incoming } from "./incoming";
import { isDense, ReadApart } from "./read-apart";
import { plainWords } from "./plain-words";
import { type Limit, readBody } from "./read-body";

/** A zod failure as the API's: which field, why. */
export function badRequest(error: z.ZodError): Failure {
  const details = error.issues
    .slice(0, 20)
    .map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  const first = details[0];
  return new Failure(
    "bad_request",
    first ? `${first.path || "body"}: ${first.message}` : "The request is not valid.",
    { details },
  );
}

/**
 * The JSON value of a request's body.
 * @throws Failure bad_request, body_too_large, unsupported_media_type; ReadApart when it holds much and others wait for this thread
 */
export async function readJson(
  request: Incoming,
  maxBytes: number,
  limit: Limit = "setting",
): Promise<unknown> {
  const type = request.headers.get("content-type");
  if (type !== null && !/\bjson\b/i.test(type)) {
    throw new Failure("unsupported_media_type", `Content-Type "${type}": send application/json.`);
  }
  const bytes = await readBody(request, maxBytes, limit);
  if (request.readsApart && isDense(bytes)) throw new ReadApart(bytes);
  const value = storableJson(jsonOf(bytes));
  if (value === undefined)
    throw new Failure(
      "bad_request",
      `The body is nested deeper than ${MAX_DEPTH} levels; send flatter JSON.`,
    );
  return value;
}

function jsonOf(bytes: Uint8Array): Json {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkJsonSize(buffer);
  try {
    return parseExactJson(buffer.toString("utf8"));
  } catch (error) {
    // The engine's message quotes the body: enough to see where it broke, and no more.
    const reason = error instanceof Error ? error.message.slice(0, 200) : "unreadable";
    throw new Failure("bad_request", `The body is not JSON: ${reason}.`, { cause: error, evidence: bytes });
  }
}

/** Parses with a schema. @throws Failure bad_request that names each field */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value, { error: plainWords });
  if (!result.success) throw badRequest(result.error);
  return result.data;
}
