import fc from "fast-check";
import { expect, it } from "vitest";

import { placeOfQuote } from "./quote-place";

const placed = (text: string, quote: string, before = "") => {
  const place = placeOfQuote(text, { text: quote, before });
  return place && text.slice(place.from, place.to);
};

it("finds a passage whatever white space is between its words", () => {
  expect(placed("an  answer\nfor Ada", "answer for")).toBe("answer\nfor");
  expect(placed("one\n\ntwo", "one two")).toBe("one\n\ntwo");
  expect(placed("nothing", "Ada")).toBeNull();
  expect(placed("nothing", "  ")).toBeNull();
});

it("takes the one of several that stood behind the same words", () => {
  const text = "yes. Really? yes. Sure: yes.";
  expect(placeOfQuote(text, { text: "yes", before: "Sure: " })?.from).toBe(24);
  expect(placeOfQuote(text, { text: "yes", before: "" })?.from).toBe(0);
  expect(placeOfQuote(text, { text: "yes", before: "is gone " })?.from).toBe(0);
});

it("finds each part of a text that was quoted with all before it", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-c ]{1,40}$/), fc.nat(), fc.nat(), (text, a, b) => {
      const from = a % text.length;
      const to = from + 1 + (b % (text.length - from));
      const quote = text.slice(from, to);
      fc.pre(quote.trim() !== "");
      const place = placeOfQuote(text, { text: quote, before: text.slice(0, from) });
      expect(place && text.slice(place.from, place.to)).toBe(quote.trim());
    }),
  );
});
