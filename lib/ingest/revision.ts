import { digest128 } from "@/lib/model/digest";

import type { BodyIds } from "@/lib/bodies/body-ids";

import type { SaidRow } from "./rows";

const MAX_PARTS = 2 ** 30 - 1;

/**
 * What a copy of a span says, version 1: the columns that its client fills, by name. Not among them is what Recount makes of
 * them (prices, the model's usual name, the prompt's fingerprint, completeness). The list is closed: a column that a later
 * release adds must stay out, or bytes that are sent again after an upgrade would win over themselves and be priced anew.
 */
const REVISION_COLUMNS_1 = [
  "trace_id",
  "span_id",
  "started_at",
  "parent_span_id",
  "duration_ns",
  "reported_cost_nano_usd",
  "ttft_ns",
  "input_uncached_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "cache_write_1h_tokens",
  "input_audio_tokens",
  "output_text_tokens",
  "reasoning_tokens",
  "output_audio_tokens",
  "cache_read_audio_tokens",
  "cache_read_image_tokens",
  "input_image_tokens",
  "input_video_tokens",
  "output_image_tokens",
  "output_video_tokens",
  "flags",
  "is_error",
  "streaming",
  "kind",
  "name",
  "error_type",
  "service",
  "environment",
  "release",
  "version",
  "feature",
  "function_name",
  "trace_name",
  "user_id",
  "session_id",
  "tags",
  "provider",
  "request_model",
  "response_model",
  "response_id",
  "finish_reason",
  "tool_name",
  "tool_call_id",
  "prompt_name",
  "prompt_label",
] as const satisfies readonly (keyof SaidRow)[];

/** What it carries, likewise, after the columns. */
const REVISION_BODIES_1 = [
  "resource",
  "attributes",
  "sent",
  "metadata",
  "settings",
  "system",
  "context",
  "input",
  "result",
  "error",
  "output",
  "documents",
] as const satisfies readonly (keyof BodyIds)[];

/** Of a span that is kept as it was sent, that is what tells two copies apart, with the bodies that it refers to. */
const SENT_COLUMNS_1 = [
  "trace_id",
  "span_id",
  "parent_span_id",
  "started_at",
  "duration_ns",
  "name",
  "flags",
] as const satisfies readonly (keyof SaidRow)[];

type Name = string | null;

/** The names of all that a row carries, in an order that stays. */
export const namesIn = (bodies: BodyIds): Name[] =>
  REVISION_BODIES_1.map((part) => {
    const ids = bodies[part];
    if (ids === null || typeof ids === "string") return ids;
    return ids.map((one) => (typeof one === "string" ? one : `${one.id} ${one.score}`)).join();
  });

/** Names a copy of a span by all that it says. */
export function copyOf(row: SaidRow): string {
  const columns = row.bodies.sent === null ? REVISION_COLUMNS_1 : SENT_COLUMNS_1;
  return digest128([...columns.map((column) => row[column]), ...namesIn(row.bodies)].join("\u001f"));
}

/**
 * Which of two copies of a span wins, whatever order they come in: an ended one before an open one, then the one that says
 * more, then the greater digest. What a client says twice has one revision, whatever it costs by now: a retry changes
 * nothing, and a span that was given another price keeps it.
 * 63 bits: ended 1 · filled columns 10 · digest 48. Of a span merged from pieces: merged 1 · pieces 30 · digest 32; whoever saw
 * more pieces saw a superset, which may say less (an error withdrawn, a start corrected) and is right all the same.
 */
export function revisionOf(row: SaidRow, mergedParts: number | undefined, said = copyOf(row)): string {
  if (mergedParts !== undefined) {
    const digest = BigInt(`0x${said.slice(0, 8)}`);
    return ((1n << 62n) | (BigInt(Math.min(mergedParts, MAX_PARTS)) << 32n) | digest).toString();
  }
  let filled = 0;
  for (const column of REVISION_COLUMNS_1) {
    const value = row[column];
    if (value !== null && value !== 0) filled++;
  }
  for (const part of REVISION_BODIES_1) if (row.bodies[part] !== null) filled++;
  const digest = BigInt(`0x${said.slice(0, 12)}`);
  return ((row.duration_ns === null ? 0n : 1n << 58n) | (BigInt(filled) << 48n) | digest).toString();
}
