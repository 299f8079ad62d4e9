import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { mentionedIn } from "./mentioned";
import { withHandles } from "./people";
import { sharesText } from "./shares-text";

const PEOPLE = withHandles([
  { id: 1, email: "ann@example.org", name: "Ann" },
  { id: 2, email: "ann.lee@example.org", name: "Ann Lee" },
  { id: 3, email: "bob@example.org", name: "Bob" },
  { id: 4, email: "rob@example.org", name: "bob" },
  { id: 5, email: "zoe@example.org", name: "" },
]);
const idsIn = (text: string) => mentionedIn(text, PEOPLE).map(({ id }) => id);

describe("whom a text names", () => {
  it("is who has the longest name that stands behind the @", () => {
    expect(idsIn("@Ann look")).toEqual([1]);
    expect(idsIn("@ann lee, and @Ann")).toEqual([1, 2]);
    expect(idsIn("see (@ANN LEE)")).toEqual([2]);
  });

  it("is who has the address where a name is shared or missing", () => {
    expect(PEOPLE.map(({ handle }) => handle)).toEqual([
      "Ann",
      "Ann Lee",
      "bob@example.org",
      "rob@example.org",
      "zoe@example.org",
    ]);
    expect(idsIn("@bob?")).toEqual([]);
    expect(idsIn("@rob@example.org: why? @zoe@example.org.")).toEqual([4, 5]);
  });

  it("is nobody within an address or a longer word", () => {
    expect(idsIn("write to x@Ann")).toEqual([]);
    expect(idsIn("@Annika @Ann_2")).toEqual([]);
    expect(idsIn("ann@example.org")).toEqual([]);
  });
});

describe("sharesText", () => {
  it("sees what is within, the same but for white space, or overlaps", () => {
    expect(sharesText("call Ada", "Ada")).toBe(true);
    expect(sharesText("Ada\n Lovelace", "Ada Lovelace")).toBe(true);
    expect(sharesText("booking of Ada Love", "Ada Lovelace")).toBe(true);
    expect(sharesText("nothing of it", "Ada Lovelace")).toBe(false);
    expect(sharesText("", "Ada")).toBe(false);
    expect(sharesText("███", "███")).toBe(false);
  });

  it("sees any two cuts of one text that have four letters in common", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{12,40}$/), fc.nat(), fc.nat(), (text, a, b) => {
        const at = a % (text.length - 5);
        const from = b % (at + 1);
        expect(sharesText(text.slice(0, at + 5), text.slice(from))).toBe(true);
      }),
    );
  });
});
