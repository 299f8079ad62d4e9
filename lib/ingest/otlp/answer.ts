import type { Encoding } from "./decode-otlp";

export type Signal = "traces" | "logs" | "metrics";

export interface Answer {
  contentType: string;
  body: Uint8Array<ArrayBuffer>;
}

const REJECTED: Record<Signal, string> = {
  traces: "rejectedSpans",
  logs: "rejectedLogRecords",
  metrics: "rejectedDataPoints",
};

const CONTENT_TYPE: Record<Encoding, string> = {
  protobuf: "application/x-protobuf",
  json: "application/json",
};

/** The answer to an export, for status 200: empty when all was taken, else the partial success that tells how much was not. */
export function exportAnswer(signal: Signal, encoding: Encoding, rejected: number, message = ""): Answer {
  const partial = rejected > 0 || message !== "";
  if (encoding === "json") {
    // int64 travels as a decimal string in protobuf's JSON mapping.
    const body = partial
      ? { partialSuccess: { [REJECTED[signal]]: String(rejected), errorMessage: message } }
      : {};
    return { contentType: CONTENT_TYPE.json, body: utf8(JSON.stringify(body)) };
  }
  const inner = [...(rejected > 0 ? [0x08, ...varint(rejected)] : []), ...textField(0x12, message)];
  return {
    contentType: CONTENT_TYPE.protobuf,
    body: Uint8Array.from(partial ? [0x0a, ...varint(inner.length), ...inner] : []),
  };
}

/** google.rpc.Status, for every status that is not 200. `code` is the canonical gRPC code (lib/ingest/otlp has no opinion). */
export function statusAnswer(encoding: Encoding, code: number, message: string): Answer {
  if (encoding === "json")
    return { contentType: CONTENT_TYPE.json, body: utf8(JSON.stringify({ code, message })) };
  return {
    contentType: CONTENT_TYPE.protobuf,
    body: Uint8Array.from([...(code > 0 ? [0x08, ...varint(code)] : []), ...textField(0x12, message)]),
  };
}

const utf8 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, "utf8"));

const textField = (tag: number, text: string): number[] => {
  const bytes = [...Buffer.from(text, "utf8")];
  return bytes.length === 0 ? [] : [tag, ...varint(bytes.length), ...bytes];
};

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}
