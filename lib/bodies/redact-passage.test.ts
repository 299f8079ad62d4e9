import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { KIND } from "./block";
import { Passage } from "./redact-passage";

const redacted = (kind: 0 | 1, body: string, text: string): string | null =>
  new Passage(text).redacted(kind, body);

describe("a passage is blackened", () => {
  it("in text, to the letter, and nothing else", () => {
    expect(redacted(KIND.text, "Call Ada. ada stays; Adas too.", "Ada")).toBe(
      "Call ███. ada stays; ███s too.",
    );
    expect(redacted(KIND.text, "nothing here", "Ada")).toBeNull();
    expect(redacted(KIND.text, "1.5 (a|b)* [x]", "(a|b)*")).toBe("1.5 ██████ [x]");
  });

  it("in strings of JSON, and in keys that are not ours", () => {
    expect(
      redacted(KIND.json, '{"role":"user","content":"Ada said role","Ada":[1,"Ada",{"n":"x"}]}', "Ada"),
    ).toBe('{"role":"user","content":"███ said role","███":[1,"███",{"n":"x"}]}');
    expect(redacted(KIND.json, '{"role":"user","content":"my role"}', "role")).toBe(
      '{"role":"user","content":"my ████"}',
    );
  });

  it("in numbers of JSON, which are strings then", () => {
    expect(redacted(KIND.json, '{"phone":4912345,"n":[1,-12.5]}', "1234")).toBe(
      '{"phone":"█████","n":[1,-12.5]}',
    );
    expect(redacted(KIND.text, "call 4912345", "1234")).toBe("call 49████5");
  });

  it("however often it is escaped, by whichever encoder", () => {
    const text = 'Überweisung "42"\nan <Ada> 💸';
    const forms = [
      JSON.stringify({ content: text }),
      JSON.stringify({ arguments: JSON.stringify({ q: text }) }),
      JSON.stringify({ a: JSON.stringify({ b: JSON.stringify([text]) }) }),
      // Python and Go.
      JSON.stringify({ content: text }).replace(
        /[^ -~]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
      ),
      JSON.stringify({ content: text }).replace(
        /[<>]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0").toUpperCase()}`,
      ),
    ];
    for (const form of [...forms, ...forms.map((one) => JSON.stringify({ sent: `cut off ${one.slice(1)}` }))])
      for (const kind of [KIND.text, KIND.json]) {
        const left = redacted(kind, form, text) ?? "";
        expect(() => JSON.parse(left) as unknown).not.toThrow();
        for (const word of ["berweisung", "42", "Ada", "💸", "d83d"]) expect(left).not.toContain(word);
      }
  });

  it("so that every string of JSON keeps its length, and JSON stays JSON", () => {
    const lengths = (value: unknown): unknown =>
      typeof value === "string"
        ? value.length
        : Array.isArray(value)
          ? value.map(lengths)
          : value !== null && typeof value === "object"
            ? Object.values(value).map(lengths)
            : value;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string(), fc.string({ unit: "grapheme" }), fc.boolean())),
        fc.string({ unit: "grapheme", minLength: 3 }).filter((text) => /\p{L}{2}/u.test(text)),
        (parts, text) => {
          const value = parts.map(([a, b, has]) => (has ? `${a}${text}${b}` : `${a}${b}`));
          const left = redacted(KIND.json, JSON.stringify(value), text);
          if (left === null) {
            expect(value.filter((one) => one.includes(text))).toEqual([]);
            return;
          }
          expect(lengths(JSON.parse(left))).toEqual(lengths(value));
          expect(left).toHaveLength(JSON.stringify(value).length);
          expect(left).not.toContain(text);
          for (const [index, one] of (JSON.parse(left) as string[]).entries())
            if (!new Passage(text).isIn(value[index] as string)) expect(one).toBe(value[index]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

it("knows parts of it that no encoder changes, by which blocks are found", () => {
  expect(new Passage('to "Ada", über 42').plainParts).toEqual(["to ", "Ada", ", ", "ber 42"]);
});
