import { describe, expect, it } from "vitest";

import type { ModelAnswer } from "@/lib/providers/model-call";

import { consistencyOf } from "./consistency";
import { hasOutcome, Outcome } from "./outcome";

const says = (text: string, calls: ModelAnswer["calls"] = []): ModelAnswer => ({
  text,
  refusal: null,
  calls,
  finish: "stop",
});
const asks = (name: string, given: object = {}) => says("", [{ name, arguments: given as never }]);

describe("consistency", () => {
  it("white space, case and marks make no other answer; words do", () => {
    const answers = [says("Yes, **it is**."), says("yes,  it is"), says("No.")];
    expect(consistencyOf(answers, says("No"))).toMatchObject({
      answers: 3,
      different: 2,
      sameAnswer: { part: 2, whole: 3 },
      sameTools: { part: 3, whole: 3 },
      tools: "",
      asRecorded: { sameAnswer: { part: 1 }, sameTools: { part: 3 } },
    });
    expect(consistencyOf([], null)).toBeNull();
  });

  it("arguments make another answer, not another choice of tools", () => {
    const { sameAnswer, sameTools, tools } = consistencyOf(
      [asks("refund", { a: 1, b: 2 }), asks("refund", { b: 2, a: 1 }), asks("refund", { a: 2 })],
      null,
    ) as NonNullable<ReturnType<typeof consistencyOf>>;
    expect([sameAnswer.part, sameTools.part, tools]).toEqual([2, 3, "refund"]);
  });

  it("intervals are Wilson's: 9 of 10 is between 60 and 98 %", () => {
    const answers = [...Array.from({ length: 9 }, () => says("a")), says("b")];
    const { sameAnswer } = consistencyOf(answers, null) as NonNullable<ReturnType<typeof consistencyOf>>;
    expect(sameAnswer.low).toBeCloseTo(0.596, 3);
    expect(sameAnswer.high).toBeCloseTo(0.982, 3);
  });
});

describe("outcomes", () => {
  const recorded = says("Your refund is on its way to you.", [{ name: "refund", arguments: {} }]);
  it.each<[Outcome, ModelAnswer, boolean]>([
    [{ kind: "contains", text: "ON ITS  way" }, says("It is *on its way*!"), true],
    [{ kind: "lacks", text: "refund" }, says("A Refund."), false],
    [{ kind: "refusal" }, says("I'm sorry, but I can't help with that."), true],
    [{ kind: "refusal" }, says("I'm sorry that your flight is late. It leaves at nine."), false],
    [{ kind: "refusal" }, { ...says(""), refusal: "No." }, true],
    [{ kind: "same_tools" }, asks("refund", { other: 1 }), true],
    [{ kind: "same_tools" }, says("no tool"), false],
    [{ kind: "same_answer" }, { ...recorded, text: "your refund is on its way to you" }, true],
    [{ kind: "same_answer" }, asks("refund"), false],
    [{ kind: "similar_answer" }, { ...recorded, text: "Your refund is now on its way to you!" }, true],
    [{ kind: "similar_answer" }, says("Refunds are not possible after departure."), false],
  ])("%j of %j: %s", (outcome, answer, has) => {
    expect(hasOutcome(outcome, answer, recorded)).toBe(has);
  });

  it("nothing is compared with what was not recorded", () => {
    expect(hasOutcome({ kind: "same_answer" }, says(""), null)).toBe(false);
    expect(Outcome.safeParse({ kind: "contains", text: " ** " }).success).toBe(false);
  });
});
