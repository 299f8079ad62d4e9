/** Markup that is known to be safe: written here, or sanitised. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Html = Markup | string | number | null | false | readonly Html[];

/** HTML in which every value is text, unless it is markup itself: nothing that a client sent becomes an element. */
export const markup = (written: TemplateStringsArray, ...values: readonly Html[]): Markup =>
  new Markup(written.reduce((text, piece, i) => text + asText(values[i - 1] ?? null) + piece));

function asText(value: Html): string {
  if (value === null || value === false) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "string") return escapeHtml(value);
  return typeof value === "number" ? String(value) : value.map(asText).join("");
}

const SIGNS: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
