import { expect, it } from "vitest";

import { mentionBefore, offeredFor, withMention } from "./mention-of";

const PEOPLE = [
  { id: 1, handle: "Ann" },
  { id: 2, handle: "Ann Lee" },
  { id: 3, handle: "rob@example.org" },
];
const offered = (text: string) => {
  const draft = mentionBefore(text, text.length);
  return draft && offeredFor(PEOPLE, draft).map(({ id }) => id);
};

it("offers whose name or one of its words begins as it is typed", () => {
  expect(offered("see @")).toEqual([1, 2, 3]);
  expect(offered("see @AN")).toEqual([1, 2]);
  expect(offered("@lee")).toEqual([2]);
  expect(offered("@ann l")).toEqual([2]);
  expect(offered("@x")).toEqual([]);
});

it("offers nobody where no name begins, nor one that stands there already", () => {
  expect(offered("mail a@")).toBeNull();
  expect(offered("no name")).toBeNull();
  expect(offered("@ann\nnext")).toBeNull();
  expect(offered("@Ann")).toEqual([2]);
  expect(offered("@Ann Lee")).toEqual([]);
});

it("puts the name where it was typed, with a space behind it", () => {
  const text = "ask @an, please";
  const draft = mentionBefore(text, 7);
  expect(draft && withMention(text, draft, { id: 2, handle: "Ann Lee" })).toEqual({
    text: "ask @Ann Lee , please",
    caret: 13,
  });
  const end = mentionBefore("@a b", 2);
  expect(end && withMention("@a b", end, { id: 1, handle: "Ann" })).toEqual({ text: "@Ann b", caret: 4 });
});
