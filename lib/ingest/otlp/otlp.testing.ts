import { readFileSync } from "node:fs";
import path from "node:path";

import protobuf from "protobufjs";

const { root } = protobuf.parse(readFileSync(path.resolve(import.meta.dirname, "otlp.proto"), "utf8"));

/** A message of otlp.proto from its JSON mapping, except that bytes are Uint8Array. 64-bit integers may be decimal strings. */
export function encodeOtlp(type: string, message: { [key: string]: unknown }): Uint8Array {
  const found = root.lookupType(`recount.otlp.${type}`);
  return found.encode(found.fromObject(message)).finish();
}

export function decodeOtlp(type: string, bytes: Uint8Array): { [key: string]: unknown } {
  const found = root.lookupType(`recount.otlp.${type}`);
  return found.toObject(found.decode(bytes), { longs: String });
}
