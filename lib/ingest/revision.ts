import { digest128 } from "@/lib/contents/content";

import type { SaidRow } from "./rows";

const MAX_PARTS = 2 ** 30 - 1;

/**
 * What tells two copies of a span apart. Where all of it is kept as it was sent, that is it, with the bodies that it refers to: everything else is
 * made of it, and a column more is no other copy.
 */
const allSaid = (row: SaidRow): readonly unknown[] =>
  row.sent === null
    ? Object.values(row)
    : [
        row.sent,
        row.attributes_id,
        row.resource_id,
        row.trace_id,
        row.span_id,
        row.parent_span_id,
        row.started_at,
        row.duration_ns,
        row.name,
        row.flags,
        row.system_id,
        row.context_id,
        row.input_id,
        row.result_id,
        row.output_ids,
        row.document_ids,
      ];

/**
 * Which of two copies of a span wins, whatever order they come in: an ended one before an open one, then the one that says
 * more, then the greater digest. What a client says twice has one revision, whatever it costs by now: a retry changes
 * nothing, and a span that was given another price keeps it.
 * 63 bits: ended 1 · filled columns 10 · digest 48. Of a span merged from pieces: merged 1 · pieces 30 · digest 32; whoever saw
 * more pieces saw a superset, which may say less (an error withdrawn, a start corrected) and is right all the same.
 */
export function revisionOf(row: SaidRow, mergedParts: number | undefined): string {
  const said = digest128(allSaid(row).join("\u001f"));
  if (mergedParts !== undefined) {
    const digest = BigInt(`0x${said.slice(0, 8)}`);
    return ((1n << 62n) | (BigInt(Math.min(mergedParts, MAX_PARTS)) << 32n) | digest).toString();
  }
  let filled = 0;
  for (const name in row) {
    const value = row[name as keyof SaidRow];
    if (value !== null && value !== 0) filled++;
  }
  const digest = BigInt(`0x${said.slice(0, 12)}`);
  return ((row.duration_ns === null ? 0n : 1n << 58n) | (BigInt(filled) << 48n) | digest).toString();
}
