import type { Unkept } from "@/lib/model/span";

import { storableText } from "@/lib/model/json-text";

/** An event's name is a word; a program may write whole lines there. */
const MAX_NAME = 100;
/** Of one request; what comes beyond is counted together. */
const MAX_NAMES = 50;
const OTHER = "other";
/** Spelled out in an answer. */
const NAMES_SHOWN = 5;

/** What becomes of a reason in the sentence that the sender reads. */
const WORDS: Record<string, string> = {
  not_genai: "not about a model, prompt or tool",
  no_span: "no trace id and span id",
  no_content: "says nothing of a call, prompt or tool",
  no_time: "no time",
};

/** Counts the log records of a request that become nothing. Bounded whatever is sent; its sums are exact. */
export class UnkeptRecords {
  private readonly rows = new Map<string, Unkept>();
  total = 0;

  count(name: string, reason: string): void {
    this.total++;
    let shown = name.length > MAX_NAME ? storableText(`${name.slice(0, MAX_NAME - 1)}…`) : name;
    if (this.rows.size >= MAX_NAMES && !this.rows.has(`${reason} ${shown}`)) shown = OTHER;
    const key = `${reason} ${shown}`;
    const row = this.rows.get(key);
    if (row) row.records++;
    else this.rows.set(key, { name: shown, reason, records: 1 });
  }

  /** Most first. */
  list(): Unkept[] {
    return [...this.rows.values()].toSorted((a, b) => b.records - a.records || (a.name < b.name ? -1 : 1));
  }
}

/** One sentence for the sender: how many records of which names were not kept, and why. "" when all were. */
export function unkeptMessage(unkept: readonly Unkept[]): string {
  if (unkept.length === 0) return "";
  const total = unkept.reduce((sum, { records }) => sum + records, 0);
  const shown = unkept
    .slice(0, NAMES_SHOWN)
    .map(
      ({ name, reason, records }) =>
        `${records} ${name || "without a name"} (${reason}: ${WORDS[reason] ?? reason})`,
    );
  if (unkept.length > NAMES_SHOWN) shown.push(`and ${unkept.length - NAMES_SHOWN} more names`);
  return `${total} log record${total === 1 ? " was" : "s were"} not kept: ${shown.join(", ")}`;
}
