import { promisify } from "node:util";
import zlib from "node:zlib";

import { Failure } from "@/lib/errors";
import { byteLimit } from "@/lib/format/bytes";

import { apiKeyOf } from "./credentials";
import type { Incoming } from "./incoming";
import { INLINE_BYTES, ReadApart } from "./read-apart";
import { SharedRoom } from "./shared-room";

const gunzip = promisify(zlib.gunzip);
const inflate = promisify(zlib.inflate);
const inflateRaw = promisify(zlib.inflateRaw);

const MIB = 1024 * 1024;
/** Bodies being read in this process: bounds memory when many large requests come at once. What is read at once is not counted. */
const room = new SharedRoom(256 * MIB, 128 * MIB);

/** What a limit is: that of the settings, or one that a kind of request has by its nature. */
export type Limit = "setting" | "fixed";

const tooLarge = (maxBytes: number, limit: Limit, when: string) =>
  new Failure(
    "body_too_large",
    limit === "setting"
      ? `The body is larger than ${byteLimit(maxBytes)} ${when}; send smaller batches or raise RECOUNT_MAX_BODY_BYTES.`
      : `The body is larger than ${byteLimit(maxBytes)} ${when}, which is more than this request can need.`,
  );

/**
 * Reads a request's body with a limit while reading (chunked bodies have no length) and again while decompressing.
 * @param limit "fixed" where no setting changes it
 * Content-Encoding gzip, deflate (zlib or raw) and identity.
 * @throws Failure body_too_large, unsupported_media_type, bad_request (broken compression), unavailable (too much in flight);
 *   ReadApart when it is large and others wait for this thread
 */
export async function readBody(
  request: Incoming,
  maxBytes: number,
  limit: Limit = "setting",
): Promise<Uint8Array> {
  const bytes = await readWhole(request, maxBytes, limit);
  if (request.readsApart && bytes.byteLength > INLINE_BYTES) throw new ReadApart(bytes);
  return bytes;
}

async function readWhole(request: Incoming, maxBytes: number, limit: Limit): Promise<Uint8Array> {
  const declared = Number(request.headers.get("content-length") ?? Number.NaN);
  if (declared > maxBytes) throw tooLarge(maxBytes, limit, "before decompression");
  const raw = await readLimited(request, maxBytes, limit);
  // Known already where another thread has received it.
  request.log.bodyBytes ||= raw.byteLength;
  const encodings = (request.headers.get("content-encoding") ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
  if (encodings.length > MAX_ENCODINGS)
    throw new Failure(
      "unsupported_media_type",
      `Content-Encoding names ${encodings.length} encodings; send gzip, deflate or identity, once.`,
    );
  if (encodings.length === 0) return raw;
  await slot();
  try {
    let bytes: Uint8Array = raw;
    for (const encoding of encodings.toReversed()) bytes = await decompress(encoding, bytes, maxBytes, limit);
    return bytes;
  } finally {
    // After whoever waits for these bytes has decoded them, which happens before the next round of the event loop.
    setImmediate(freeSlot);
  }
}

const MAX_ENCODINGS = 2;

/**
 * Bodies decompressed at a time, as many as there are threads for it: a thousand small bodies that each become a large one
 * must not all be large at once.
 */
let slots = 4;
const waiting: (() => void)[] = [];

async function slot(): Promise<void> {
  if (slots > 0) slots--;
  else await new Promise<void>((resolve) => waiting.push(resolve));
}

function freeSlot(): void {
  const next = waiting.shift();
  if (next) next();
  else slots++;
}

/** So much of a body is taken whatever others hold. */
const ALWAYS_TAKEN_BYTES = 64 * 1024;

async function readLimited({ body, headers }: Incoming, maxBytes: number, limit: Limit): Promise<Uint8Array> {
  if (body === null) return new Uint8Array();
  const key = apiKeyOf(headers) ?? "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  let taken = 0;
  try {
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > maxBytes) throw tooLarge(maxBytes, limit, "before decompression");
      if (size > ALWAYS_TAKEN_BYTES) {
        if (!room.take(key, size - taken, maxBytes))
          throw new Failure("unavailable", "Too many large requests at once; send this again later.");
        taken = size;
      }
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    // The sender's connection, not one of ours: nobody is there to read this, and nobody shall look for a database.
    throw new Failure("bad_request", "The body ended before it was complete; send it again.", {
      cause: error,
    });
  } finally {
    room.give(key, taken);
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, size);
}

async function decompress(
  encoding: string,
  bytes: Uint8Array,
  maxBytes: number,
  limit: Limit,
): Promise<Uint8Array> {
  const options = { maxOutputLength: maxBytes };
  try {
    if (encoding === "gzip" || encoding === "x-gzip") return await gunzip(bytes, options);
    // RFC 9110 means the zlib format; some clients send raw deflate. The first byte tells: 0x78 is zlib's.
    if (encoding === "deflate")
      return await ((bytes[0] ?? 0) % 16 === 8 ? inflate(bytes, options) : inflateRaw(bytes, options));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      throw tooLarge(maxBytes, limit, "after decompression");
    throw new Failure("bad_request", `The body is not valid ${encoding}.`, {
      cause: error,
      evidence: bytes,
    });
  }
  throw new Failure(
    "unsupported_media_type",
    `Content-Encoding "${encoding}" is not supported; send gzip, deflate or identity.`,
  );
}
