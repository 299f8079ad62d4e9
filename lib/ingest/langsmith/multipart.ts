import { Busboy } from "@fastify/busboy";

import { Failure } from "@/lib/errors";
import { checkJsonSize } from "@/lib/http/json-limits";

/** One part of a multipart/form-data body. */
export interface Part {
  name: string;
  /** Without parameters, lower case. */
  contentType: string;
  bytes: Buffer;
}

/** A request of LangSmith's clients holds up to seven parts a run and 100 runs; far above it, a body is an attack. */
const MAX_PARTS = 20_000;
const MAX_HEADER_BYTES = 16 * 1024;

/**
 * The parts of a body, in order. Every part is taken as bytes, whether or not it says a file name: LangSmith's fields are up to
 * many megabytes of JSON without one, and its attachments are binary without one.
 * @param body decompressed, within the limit of bodies
 * @throws Failure unsupported_media_type; body_too_large in memory; bad_request for a body that has no boundary, is cut off or has too many parts
 */
export async function readMultipart(body: Uint8Array, contentType: string | null): Promise<Part[]> {
  if (!/^multipart\/form-data\b/i.test(contentType ?? ""))
    throw new Failure(
      "unsupported_media_type",
      `Content-Type ${contentType ? `"${contentType}"` : "is missing"}: send multipart/form-data.`,
    );
  checkJsonSize(body);
  const parts: Part[] = [];
  return new Promise((resolve, reject) => {
    const refuse = (why: string, cause?: unknown) =>
      reject(
        new Failure("bad_request", `The body is not multipart/form-data: ${why}.`, {
          cause,
          evidence: body,
        }),
      );
    const parser = openParser(contentType, refuse);
    if (parser === null) return;
    parser.on("file", (name, stream, _filename, _encoding, mimeType) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("error", (error) => refuse(error.message, error));
      // In the order in which they begin, not in which their streams end.
      const part: Part = { name: name ?? "", contentType: mimeType, bytes: Buffer.alloc(0) };
      parts.push(part);
      stream.on("end", () => (part.bytes = Buffer.concat(chunks)));
    });
    parser.on("partsLimit", () => refuse(`it has more than ${MAX_PARTS} parts`));
    parser.on("error", (error) => refuse(error instanceof Error ? error.message : "unreadable", error));
    parser.on("finish", () => resolve(parts));
    parser.end(body);
  });
}

function openParser(
  contentType: string | null,
  refuse: (why: string, cause?: unknown) => void,
): InstanceType<typeof Busboy> | null {
  try {
    return new Busboy({
      headers: { "content-type": contentType ?? "" },
      isPartAFile: () => true,
      limits: { parts: MAX_PARTS, headerSize: MAX_HEADER_BYTES },
    });
  } catch (error) {
    refuse(error instanceof Error ? error.message : "no boundary", error);
    return null;
  }
}
