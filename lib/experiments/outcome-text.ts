import type { Outcome } from "./outcome";

/** "the answer is a refusal", for the middle of a sentence. */
export function outcomeText(outcome: Outcome): string {
  if (outcome.kind === "contains") return `the answer says “${outcome.text}”`;
  if (outcome.kind === "lacks") return `the answer does not say “${outcome.text}”`;
  return {
    refusal: "the answer is a refusal",
    same_tools: "the same tools are asked for as recorded",
    same_answer: "the answer is the recorded one",
    similar_answer: "the answer is like the recorded one",
  }[outcome.kind];
}
