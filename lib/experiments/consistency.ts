import type { ModelAnswer } from "@/lib/providers/model-call";
import { type Share, wilson } from "@/lib/stats/compare-shares";

import { answerKey, toolChoice } from "./answer-form";

const Z95 = 1.959964;

/** A share of the answers with its interval at 95 %, 0 to 1. */
export interface Agreement extends Share {
  share: number;
  low: number;
  high: number;
}

export interface Consistency {
  answers: number;
  /** How many different answers there are. */
  different: number;
  /** Of the most frequent answer, and of the most frequent choice of tools. */
  sameAnswer: Agreement;
  sameTools: Agreement;
  /** That choice; empty: no tool. */
  tools: string;
  /** As recorded; null: no answer was recorded. */
  asRecorded: { sameAnswer: Agreement; sameTools: Agreement } | null;
}

/** Wilson's interval of a share. @param whole above 0 */
export function agreement(part: number, whole: number): Agreement {
  const { share, low, high } = wilson({ part, whole }, Z95);
  return { part, whole, share, low: Math.max(0, low), high: Math.min(1, high) };
}

/** How far answers to one and the same question agree; null: there are none. */
export function consistencyOf(
  answers: readonly ModelAnswer[],
  recorded: ModelAnswer | null,
): Consistency | null {
  if (answers.length === 0) return null;
  const whole = answers.length;
  const keys = countsOf(answers.map(answerKey));
  const choices = countsOf(answers.map(toolChoice));
  const [tools, sameTools] = mostFrequent(choices);
  const agree = (of: (answer: ModelAnswer) => string, one: ModelAnswer): Agreement =>
    agreement(answers.filter((answer) => of(answer) === of(one)).length, whole);
  return {
    answers: whole,
    different: keys.size,
    sameAnswer: agreement(mostFrequent(keys)[1], whole),
    sameTools: agreement(sameTools, whole),
    tools,
    asRecorded: recorded && {
      sameAnswer: agree(answerKey, recorded),
      sameTools: agree(toolChoice, recorded),
    },
  };
}

function countsOf(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

const mostFrequent = (counts: ReadonlyMap<string, number>): [string, number] =>
  [...counts].reduce((most, one) => (one[1] > most[1] ? one : most));
