/**
 * PostgreSQL's text form of arrays: `{1,NULL,"a \"quoted\" one"}`. The write path sends whole columns this way
 * (`unnest($1::text[], …)`), so building one is a hot loop.
 */

const NEEDS_QUOTES = /["\\{},\s]|^null$/i;

/** One-dimensional array of already textual elements; `null` becomes SQL NULL. */
export function arrayLiteral(values: readonly (string | number | null)[]): string {
  let literal = "{";
  for (let index = 0; index < values.length; index++) {
    if (index > 0) literal += ",";
    const value = values[index];
    if (value === null || value === undefined) literal += "NULL";
    else if (typeof value === "number") literal += value;
    else if (value === "" || NEEDS_QUOTES.test(value)) literal += quoted(value);
    else literal += value;
  }
  return `${literal}}`;
}

function quoted(value: string): string {
  return `"${/["\\]/.test(value) ? value.replace(/["\\]/g, "\\$&") : value}"`;
}

/** The other direction, for arrays of any depth; elements go through `parse`, NULL stays `null`. */
export function parseArrayLiteral(literal: string, parse: (text: string) => unknown): unknown[] {
  // `[0:2]={…}` carries bounds that differ from 1; the values are what we want.
  let at = literal.indexOf("{");

  function list(): unknown[] {
    const items: unknown[] = [];
    at++;
    while (literal[at] !== "}" && at < literal.length) {
      if (literal[at] === ",") at++;
      else if (literal[at] === "{") items.push(list());
      else if (literal[at] === '"') items.push(parse(quotedText()));
      else items.push(bareValue());
    }
    at++;
    return items;
  }

  function quotedText(): string {
    let text = "";
    for (at++; literal[at] !== '"'; at++) {
      if (literal[at] === "\\") at++;
      text += literal[at];
    }
    at++;
    return text;
  }

  function bareValue(): unknown {
    const start = at;
    while (literal[at] !== "," && literal[at] !== "}") at++;
    const text = literal.slice(start, at);
    return text === "NULL" ? null : parse(text);
  }

  return list();
}
