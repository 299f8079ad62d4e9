import { Failure } from "@/lib/errors";
import { checkJsonSize } from "@/lib/http/json-limits";
import { parseExactJson } from "@/lib/model/exact-json";
import type { Json } from "@/lib/model/json";

import { JsonOtlp } from "./json";
import { ProtobufOtlp } from "./protobuf";
import { MAX_PARTS, PartBudget } from "./shape";
import { WireError } from "./wire-reader";

export type Encoding = "protobuf" | "json";

/**
 * @param bytes the body, decompressed
 * @param maxParts see PartBudget
 * @throws Failure bad_request when they are not a request of this encoding; TooManyParts
 */
export function withOtlp<Result>(
  bytes: Uint8Array,
  encoding: Encoding,
  read: (otlp: JsonOtlp | ProtobufOtlp) => Result,
  maxParts = MAX_PARTS,
): Result {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const budget = new PartBudget(maxParts);
  try {
    return read(
      encoding === "protobuf" ? new ProtobufOtlp(buffer, budget) : new JsonOtlp(jsonOf(buffer), budget),
    );
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new Failure("bad_request", `The body is not an OTLP request in ${encoding}: ${error.message}.`, {
      cause: error,
      evidence: buffer,
    });
  }
}

function jsonOf(buffer: Buffer): Json {
  // No body at all is an empty request, in both encodings.
  if (buffer.length === 0) return {};
  checkJsonSize(buffer);
  try {
    return parseExactJson(buffer.toString("utf8"));
  } catch (error) {
    throw new WireError(error instanceof SyntaxError ? "it is not valid JSON" : "it is too large to parse", {
      cause: error,
    });
  }
}
