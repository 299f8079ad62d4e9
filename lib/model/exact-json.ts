import type { Json } from "./json";

/**
 * JSON text -> value, the one way in which what clients sent is read: integers that JavaScript cannot hold (ids of 64 bits) become
 * their decimal text, as those of OTLP do, instead of another number.
 * @throws SyntaxError as JSON.parse does
 */
export function parseExactJson(text: string): Json {
  const value = JSON.parse(text) as Json;
  return LONG.test(text) && LONG_NUMBER.test(text)
    ? (JSON.parse(withLongIntegersAsText(text)) as Json)
    : value;
}

/** Looking for the digits alone first is faster; times of OTLP have them, as texts. */
const LONG = /\d{16}/;
const LONG_NUMBER = /(?:^|[\s:,[])-?[1-9]\d{15}/;
const EVERY_LONG_INTEGER = /(?<![\d.eE+-])-?[1-9]\d{15,}(?![\d.eE])/g;

/** The decimal text of an integer beyond 2^53, else the number. */
export const exactNumber = (digits: string): number | string => {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : digits;
};

/** @param text is JSON: what lies between its strings is told from them by the quotes alone */
function withLongIntegersAsText(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length;) {
    const quote = text.indexOf('"', at);
    const outsideTo = quote < 0 ? text.length : quote;
    // Most of what lies between strings is a mark or two.
    if (outsideTo - at >= 16) {
      const outside = text.slice(at, outsideTo).replace(EVERY_LONG_INTEGER, quoted);
      pieces.push(text.slice(from, at), outside);
      from = outsideTo;
    }
    at = quote < 0 ? text.length : endOfString(text, quote);
  }
  pieces.push(text.slice(from));
  return pieces.join("");
}

const quoted = (digits: string): string => (typeof exactNumber(digits) === "number" ? digits : `"${digits}"`);

function endOfString(text: string, quote: number): number {
  for (let end = text.indexOf('"', quote + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text[end - 1 - escapes] === "\\") escapes++;
    if (escapes % 2 === 0) return end + 1;
  }
  return text.length;
}
