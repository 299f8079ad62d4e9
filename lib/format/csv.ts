export type CsvCell = string | number | boolean | null;

/**
 * What a spreadsheet runs as a formula: a sign, small or full-width ones too, also behind what it drops or people do not see
 * (blanks, quotes, control and zero-width characters); or a tab or line break at the start, which it may drop.
 */
const RUNS = /^(?:[\s\p{Z}\p{C}\p{M}\u115f\u1160\u3164"'`´‘’‚“”„«»]*[=+\-@＝＋－＠﹦﹢﹣﹫−]|[\t\r\n])/u;
/** A number that was written as text stays one: an amount of money below zero is no formula. */
const NUMBER = /^-?\d+(?:\.\d+)?$/;

function cell(value: CsvCell): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = RUNS.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of a file, its end included. RFC 4180: commas, CRLF, quotes doubled. Numbers unrounded, unknown is empty. */
export const csvLine = (cells: readonly CsvCell[]): string => `${cells.map(cell).join(",")}\r\n`;

export const toCsv = (head: readonly string[], rows: readonly (readonly CsvCell[])[]): string =>
  [head, ...rows].map(csvLine).join("");
