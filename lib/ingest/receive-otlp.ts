import { Failure } from "@/lib/errors";
import type { HeaderReader, Incoming } from "@/lib/http/incoming";
import { readBody } from "@/lib/http/read-body";
import { ReadApart } from "@/lib/http/read-apart";
import type { Reply } from "@/lib/http/reply";
import { asFailure, retryHeaders } from "@/lib/http/respond";
import type { Decoded } from "@/lib/model/span";

import { decodeLogs, decodeMetrics, decodeTraces } from "./decode";
import { type Answer, exportAnswer, type Signal, statusAnswer } from "./otlp/answer";
import type { Encoding } from "./otlp/decode-otlp";
import { TooManyParts } from "./otlp/shape";
import { type AuthorizedIngest, receive } from "./receive";
import { storableText } from "@/lib/model/json-text";
import { unkeptMessage } from "./unkept";

const DECODE: Record<Signal, (bytes: Uint8Array, encoding: Encoding, maxParts?: number) => Decoded> = {
  traces: decodeTraces,
  logs: decodeLogs,
  metrics: decodeMetrics,
};

/** Canonical gRPC codes (google/rpc/code.proto) of our statuses, for the body of an error. */
const GRPC_CODE: Record<number, number> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  413: 3,
  415: 3,
  429: 8,
  500: 13,
  503: 14,
};

/** At most this many reasons are spelled out in a partial success. */
const REASONS_SHOWN = 5;

function encodingOf(request: Incoming): Encoding {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type === "application/x-protobuf" || type === "application/protobuf") return "protobuf";
  if (type === "application/json") return "json";
  throw new Failure(
    "unsupported_media_type",
    `Content-Type ${type ? `"${type}"` : "is missing"}: send application/x-protobuf or application/json.`,
  );
}

/**
 * One OTLP/HTTP export request, answered after its data is durable, in the encoding in which it was asked.
 * @param open authenticates, before the body is read; may throw Failure
 * @throws ReadApart
 */
export async function receiveOtlp(
  signal: Signal,
  request: Incoming,
  open: () => Promise<AuthorizedIngest>,
): Promise<Reply> {
  let encoding: Encoding = (request.headers.get("content-type") ?? "").includes("json") ? "json" : "protobuf";
  try {
    const ingestTarget = await open();
    encoding = encodingOf(request);
    const bytes = await readBody(request, ingestTarget.maxBodyBytes);
    const decoded = decodeWithin(request, signal, bytes, encoding);
    nameServices(decoded, request.headers);
    const rejected = await receive(ingestTarget, signal, decoded);
    const reasons = rejected
      .slice(0, REASONS_SHOWN)
      .map(({ index, code, message }) => `#${index} ${code}: ${message}`);
    if (rejected.length > REASONS_SHOWN) reasons.push(`and ${rejected.length - REASONS_SHOWN} more`);
    // Not refused: a client that sends its whole log does nothing wrong. A message beside 0 rejected is a warning.
    const unkept = unkeptMessage(decoded.unkept ?? []);
    if (unkept !== "") reasons.push(unkept);
    return answer(200, exportAnswer(signal, encoding, rejected.length, reasons.join("; ")));
  } catch (error) {
    if (error instanceof ReadApart) throw error;
    const failure = asFailure(error);
    request.log.fail(failure);
    return answer(
      failure.status,
      statusAnswer(encoding, GRPC_CODE[failure.status] ?? 2, failure.message),
      retryHeaders(failure),
    );
  }
}

/** Two thousand spans without anything in them, or ten thousand attributes: some 20 ms. */
const INLINE_PARTS = 10_000;

/** @throws ReadApart when few bytes hold so much that others would wait */
function decodeWithin(request: Incoming, signal: Signal, bytes: Uint8Array, encoding: Encoding): Decoded {
  if (!request.readsApart) return DECODE[signal](bytes, encoding);
  try {
    return DECODE[signal](bytes, encoding, INLINE_PARTS);
  } catch (error) {
    throw error instanceof TooManyParts ? new ReadApart(bytes) : error;
  }
}

/** Phoenix's and LangSmith's clients name a project in a header; it stands for the service where the resource names none. */
function nameServices(decoded: Decoded, headers: HeaderReader): void {
  const project = headers.get("x-project-name") ?? headers.get("langsmith-project");
  if (project === null || project.trim() === "") return;
  for (const span of decoded.spans) span.service ??= storableText(project.trim());
}

const answer = (
  status: number,
  { contentType, body }: Answer,
  headers: Record<string, string> = {},
): Reply => ({ status, headers: { "content-type": contentType, ...headers }, body });
