import { digest128 } from "@/lib/model/digest";

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
  "resource_id",
  "attributes_id",
  "sent",
  "metadata_id",
  "settings_id",
  "system_id",
  "context_id",
  "input_id",
  "result_id",
  "error_id",
  "output_ids",
  "document_ids",
] as const satisfies readonly (keyof SaidRow)[];

/** Of a span that is kept as it was sent, that is what tells two copies apart, with the bodies that it refers to. */
const SENT_COLUMNS_1 = [
  "sent",
  "attributes_id",
  "resource_id",
  "trace_id",
  "span_id",
  "parent_span_id",
  "started_at",
  "duration_ns",
  "name",
  "flags",
  "system_id",
  "context_id",
  "input_id",
  "result_id",
  "output_ids",
  "document_ids",
] as const satisfies readonly (keyof SaidRow)[];

/**
 * Which of two copies of a span wins, whatever order they come in: an ended one before an open one, then the one that says
 * more, then the greater digest. What a client says twice has one revision, whatever it costs by now: a retry changes
 * nothing, and a span that was given another price keeps it.
 * 63 bits: ended 1 · filled columns 10 · digest 48. Of a span merged from pieces: merged 1 · pieces 30 · digest 32; whoever saw
 * more pieces saw a superset, which may say less (an error withdrawn, a start corrected) and is right all the same.
 */
export function revisionOf(row: SaidRow, mergedParts: number | undefined): string {
  const columns = row.sent === null ? REVISION_COLUMNS_1 : SENT_COLUMNS_1;
  const said = digest128(columns.map((column) => row[column]).join("\u001f"));
  if (mergedParts !== undefined) {
    const digest = BigInt(`0x${said.slice(0, 8)}`);
    return ((1n << 62n) | (BigInt(Math.min(mergedParts, MAX_PARTS)) << 32n) | digest).toString();
  }
  let filled = 0;
  for (const column of REVISION_COLUMNS_1) {
    const value = row[column];
    if (value !== null && value !== 0) filled++;
  }
  const digest = BigInt(`0x${said.slice(0, 12)}`);
  return ((row.duration_ns === null ? 0n : 1n << 58n) | (BigInt(filled) << 48n) | digest).toString();
}
