/**
 * PostgreSQL array literals. postgres.js hands strings on as they are, so a batch of rows becomes one literal a column
 * without a serializer call a value.
 */
export const plainArray = (values: readonly (number | bigint | boolean | string | null)[]): string =>
  `{${values.map((value) => (value === null ? "null" : value)).join(",")}}`;

export const uuidArray = (hexes: readonly (string | null)[]): string => plainArray(hexes);

/** bytea from hex digits. */
export const byteaArray = (hexes: readonly (string | null)[]): string =>
  `{${hexes.map((hex) => (hex === null ? "null" : `"\\\\x${hex}"`)).join(",")}}`;

const SPECIAL = /["\\]/g;
/** U+0000 cannot be stored in PostgreSQL's text: the one character that is replaced. */
const quoted = (text: string): string =>
  `"${(text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text).replace(SPECIAL, "\\$&")}"`;

export const textArray = (values: readonly (string | null)[]): string =>
  `{${values.map((value) => (value === null ? "null" : quoted(value))).join(",")}}`;
