import { z } from "zod";

import type { ModelAnswer } from "@/lib/providers/model-call";

import { answerKey, isRefused, likeness, normalised, toolChoice } from "./answer-form";

const text = z
  .string()
  .trim()
  .min(1, { error: "Give the text that is looked for." })
  .max(500, { error: "Use at most 500 characters." })
  .refine((given) => normalised(given) !== "", { error: "Give letters or digits." });

/** What is looked for in an answer. */
export const Outcome = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("contains"), text }),
  z.object({ kind: z.literal("lacks"), text }),
  z.object({ kind: z.enum(["refusal", "same_tools", "same_answer", "similar_answer"]) }),
]);
export type Outcome = z.output<typeof Outcome>;

/** Answers that have so many of their words in common are told as similar. */
export const SIMILAR = 0.7;

/** Outcomes that compare with what was recorded. */
export const needsRecorded = ({ kind }: Outcome): boolean =>
  kind === "same_tools" || kind === "same_answer" || kind === "similar_answer";

/** Whether an answer has the outcome. @param recorded needed by outcomes that compare with it */
export function hasOutcome(outcome: Outcome, answer: ModelAnswer, recorded: ModelAnswer | null): boolean {
  if (outcome.kind === "contains" || outcome.kind === "lacks") {
    const isIn = normalised(answer.refusal ?? answer.text).includes(normalised(outcome.text));
    return isIn === (outcome.kind === "contains");
  }
  if (outcome.kind === "refusal") return isRefused(answer);
  if (recorded === null) return false;
  if (outcome.kind === "same_tools") return toolChoice(answer) === toolChoice(recorded);
  return outcome.kind === "same_answer"
    ? answerKey(answer) === answerKey(recorded)
    : likeness(answer, recorded) >= SIMILAR;
}
