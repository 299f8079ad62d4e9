/**
 * PostgreSQL's text form of arrays (`{1,NULL,"a \"quoted\" one"}`, of any depth) -> values; `pg-array.ts` writes it.
 * Elements go through `parse`; NULL stays `null`.
 */
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
