import { expect, it } from "vitest";

import { topicOf } from "@/lib/signals/topic-of";

import { type Question, wordsOfTopics } from "./topic-words";

const many = (
  n: number,
  text: (index: number) => string,
  user: (index: number) => string | null,
): Question[] => Array.from({ length: n }, (_, index) => ({ text: text(index), user: user(index) }));

const REFUND = "please refund ticket cancelled flight";
const WEATHER = "weather tomorrow sunny forecast please";

it("a topic is named by the words that its questions have and others have not", () => {
  const topics = [topicOf(REFUND), topicOf(WEATHER)];
  expect(new Set(topics).size).toBe(2);
  const named = wordsOfTopics([
    ...many(
      40,
      () => REFUND,
      (n) => `u${n}`,
    ),
    ...many(
      40,
      () => WEATHER,
      (n) => `u${n}`,
    ),
  ]);
  expect(named.get(topics[0] ?? "")).toEqual(["cancelled", "flight", "refund"]);
  expect([...named.values()].flat()).not.toContain("please");
});

it("what few people say names nothing, however often they say it", () => {
  const said = (user: (n: number) => string | null) =>
    [
      ...wordsOfTopics([
        ...many(40, () => "refund smithson", user),
        ...many(
          40,
          () => WEATHER,
          (n) => `u${n}`,
        ),
      ]).values(),
    ].flat();
  expect(said((n) => `u${n % 4}`)).not.toContain("smithson");
  expect(said((n) => `u${n % 4}`)).not.toContain("refund");
  expect(said((n) => `u${n}`)).toContain("smithson");
  // Without user ids each interaction counts.
  expect(said(() => null)).toContain("refund");
});

it("addresses, codes and numbers are no words", () => {
  const text =
    "refund jane.doe@example.com https://example.com/accounts/smith order-4411abcd DE89370400440532013000 ab12cdef";
  const words = [
    ...wordsOfTopics([
      ...many(
        30,
        () => text,
        (n) => `u${n}`,
      ),
      ...many(
        30,
        () => WEATHER,
        (n) => `u${n}`,
      ),
    ]).values(),
  ].flat();
  expect(words).toContain("refund");
  for (const word of words)
    expect(["refund", "weather", "tomorrow", "sunny", "forecast", "please"]).toContain(word);
});
