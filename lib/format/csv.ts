export type CsvCell = string | number | boolean | null;

/** What a spreadsheet drops before a formula, or people do not see: blanks, quotes, control and zero-width characters. */
const UNSEEN = String.raw`[\s\p{Z}\p{C}\p{M}\u115f\u1160\u3164"'` + "`" + String.raw`´‘’‚“”„«»]`;
/** What it runs as a formula: a sign, small or full-width ones too. */
const SIGN = "[=+\\-@＝＋－＠﹦﹢﹣﹫−]";
/** What begins a cell to a spreadsheet that splits at other signs than commas, or does not heed quotes. */
const SEPARATOR = String.raw`[;\t\r\n]`;
/** A number that was written as text stays one: an amount of money below zero is no formula. */
const NUMBER = String.raw`-?\d+(?:\.\d+)?`;

/** A formula at the start, or a tab or line break there, which may be dropped. */
const AT_START = new RegExp(String.raw`^(?!${NUMBER}(?:${SEPARATOR}|$))(?=${UNSEEN}*${SIGN}|[\t\r\n])`, "u");
const AFTER_SEPARATOR = new RegExp(
  // At the end of a cell what looks like a number goes on with the next one.
  String.raw`(?<=${SEPARATOR})(?!${NUMBER}${SEPARATOR})(?=(?:(?!${SEPARATOR})${UNSEEN})*${SIGN})`,
  "gu",
);

function cell(value: CsvCell): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = value.replace(AFTER_SEPARATOR, "'").replace(AT_START, "'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of a file, its end included. RFC 4180: commas, CRLF, quotes doubled. Numbers unrounded, unknown is empty. */
export const csvLine = (cells: readonly CsvCell[]): string => `${cells.map(cell).join(",")}\r\n`;

export const toCsv = (head: readonly string[], rows: readonly (readonly CsvCell[])[]): string =>
  [head, ...rows].map(csvLine).join("");
