import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { actionsOf } from "./actions";
import { claimsOf } from "./claims";
import type { Evidence } from "./evidence";
import { factsOf } from "./facts";
import { sentencesOf } from "./sentences";

const tool = (value: Evidence["value"]): Evidence => ({ id: "t", kind: "tool", label: "look_up", value });
const unsupported = (answer: string, value: Evidence["value"]) =>
  claimsOf(answer, [tool(value)]).flatMap((claim) => claim.unsupported);

describe("a fact of an answer is held, however it is spelled", () => {
  it.each<[string, Evidence["value"]]>([
    ["It costs $1,234.50.", { total: 1234.5 }],
    ["Es kostet 1.234,50 €.", { total: "1234.50" }],
    ["Cela coûte 1 234,50 €.", { total: 1234.5 }],
    ["It costs $12.50.", { amount_cents: 1250 }],
    ["About 12% of them.", { share: 0.12 }],
    ["Nearly $2.5 million.", { revenue: 2_500_000 }],
    ["Answer within 14 days.", "Complaints are answered within two weeks."],
    ["Answer within five business days.", { days: 5 }],
    ["It takes 24 hours.", "It takes one day."],
    ["It took 90 minutes.", { duration_hours: 1.5 }],
    ["Due on May 20, 2026.", { due: "2026-05-20T10:00:00Z" }],
    ["Due on 20 May.", { due: "2026-05-20" }],
    ["Fällig am 20. Mai 2026.", { due: "2026-05-20" }],
    ["Vence el 20 de mayo de 2026.", { due: "2026-05-20" }],
    ["Échéance le 20 mai 2026.", { due: "2026-05-20" }],
    ["Due 05/20/2026.", { due: "2026-05-20" }],
    ["Fällig 20.05.2026.", { due: "2026-05-20" }],
    ["Departs at 4:30 PM.", { departs: "16:30:00" }],
    ["Abfahrt um 16.30 Uhr.", { departs: "16:30" }],
    ["Reservation ZFA04Y is yours.", { id: "zfa04y" }],
    ["This goes to Mia Li today.", { user: "mia_li_3668" }],
    ["Your card ending in 7447 is known.", { card: "4111 1111 1111 7447" }],
    ["Write to help@example.com.", "help@example.com"],
  ])("%s", (answer, value) => {
    expect(unsupported(answer, value)).toEqual([]);
  });
});

describe("a fact that nothing holds is told", () => {
  it.each<[string, Evidence["value"], string[]]>([
    ["It costs $1,234.50.", { total: 1234.05 }, ["$1,234.50"]],
    ["It costs $30.", "It takes 30 days.", ["$30"]],
    ["It takes 30 hours.", "It takes 30 days.", ["30 hours"]],
    ["Due on May 21, 2026.", { due: "2026-05-20" }, ["May 21, 2026"]],
    ["Departs at 5 PM.", { departs: "16:00" }, ["5 PM"]],
    ["Reservation ZFA04X is yours.", { id: "ZFA04Y" }, ["ZFA04X"]],
    ["This goes to Ada Lovelace today.", { user: "mia_li" }, ["Ada Lovelace"]],
    ["Es sind 14 Tage.", "Es sind 30 Tage.", ["14 Tage"]],
  ])("%s", (answer, value, expected) => {
    expect(unsupported(answer, value)).toEqual(expected);
  });
});

it("what follows from figures of the answer that are held is held, too", () => {
  const prices = { flights: [{ price: 177 }, { price: 146 }, { price: 282 }] };
  expect(unsupported("$177 and $146, in all $323; new: $282, so you get $41 back.", prices)).toEqual([]);
  expect(unsupported("$177 and $146, in all $333.", prices)).toEqual(["$333"]);
  expect(unsupported("2 bags each for 2 people: 4 bags.", "2 bags a person")).toEqual([]);
});

it("each claim names the evidence that holds most of it: results before documents before what was said", () => {
  const evidence: Evidence[] = [
    { id: "p", kind: "prompt", label: "prompt", value: "Order 4711 of May 20, 2026" },
    { id: "d", kind: "document", label: "policy.md", value: "30 days" },
    { id: "t", kind: "tool", label: "look_up", value: { order: 4711, on: "2026-05-20" } },
  ];
  const claims = claimsOf("Order 4711 is of May 20, 2026. You have 30 days. That is all.", evidence);
  expect(claims.map(({ text, best }) => [text, best])).toEqual([
    ["Order 4711 is of May 20, 2026.", "t"],
    ["You have 30 days.", "d"],
  ]);
  expect(claims[0]?.facts[0]?.heldBy).toEqual(["t", "p"]);
});

describe("sentences", () => {
  it.each([
    ["Mr. Smith paid. He left.", ["Mr. Smith paid.", "He left."]],
    ["Am 5. Mai kam er. Gut.", ["Am 5. Mai kam er.", "Gut."]],
    ["It is 3.5 km. Go!", ["It is 3.5 km.", "Go!"]],
    ["- one\n- two", ["- one", "- two"]],
  ])("%j", (text, expected) => {
    expect(sentencesOf(text).map((sentence) => sentence.text)).toEqual(expected);
  });
});

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        "I have refunded",
        "$1,2",
        "5-7 days",
        "May 20",
        "16:30",
        "*",
        "\n",
        "AB12",
        "Mia Li",
        "1.234,5 €",
        ". ",
        "7. Mai",
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join(" ")),
);

it("whatever is written, facts and sentences are passages of it, in order and apart", () => {
  fc.assert(
    fc.property(text, (written) => {
      for (const { text: passage, start } of sentencesOf(written))
        expect(written.slice(start, start + passage.length)).toBe(passage);
      let end = 0;
      for (const fact of factsOf(written)) {
        expect(written.slice(fact.start, fact.start + fact.text.length)).toBe(fact.text);
        expect(fact.start).toBeGreaterThanOrEqual(end);
        end = fact.start + fact.text.length;
      }
    }),
  );
});

it("evidence that is the answer itself holds all of it, and more evidence never holds less", () => {
  fc.assert(
    fc.property(text, text, (answer, more) => {
      const own: Evidence = { id: "own", kind: "document", label: "own", value: answer };
      expect(claimsOf(answer, [own]).flatMap((claim) => claim.unsupported)).toEqual([]);
      const alone = claimsOf(answer, []).flatMap((claim) => claim.unsupported).length;
      const other: Evidence = { id: "more", kind: "document", label: "more", value: more };
      expect(claimsOf(answer, [other]).flatMap((claim) => claim.unsupported).length).toBeLessThanOrEqual(
        alone,
      );
    }),
  );
});

it("a hostile answer is read to its end", () => {
  for (const one of ["1,", "1 ", "A", "Aa ", "may ", "1.", "_a1", "- ", "(*", "a. A", "I have refunded "]) {
    const answer = one.repeat(20_000);
    claimsOf(answer, [tool(answer)]);
    actionsOf(answer);
  }
});
