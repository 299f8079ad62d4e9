import type { QuarantinedDetail } from "@/lib/ingest-usage/get-quarantined";
import { parseExactJson } from "@/lib/model/exact-json";

const TITLES = {
  json: "the span as it was read, redacted and cut",
  text: "the beginning of the body, redacted",
  hex: "the first bytes of the body, in hex",
} as const;

/** A sample as it is shown: JSON indented, everything else as it is. Null: there is nothing to show. */
export function shownBody({
  body,
  bodyFormat,
}: Pick<QuarantinedDetail, "body" | "bodyFormat">): { text: string; title: string } | null {
  if (body === null || bodyFormat === null) return null;
  return { text: bodyFormat === "json" ? indented(body) : body, title: TITLES[bodyFormat] };
}

function indented(body: string): string {
  try {
    return JSON.stringify(parseExactJson(body), null, 2);
  } catch {
    return body; // a secret that was blanked may have taken a quote with it
  }
}
