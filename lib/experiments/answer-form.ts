import { isRefusal } from "@/lib/signals/is-refusal";
import type { ModelAnswer } from "@/lib/providers/model-call";
import { canonicalJson } from "@/lib/replay-server/canonical-json";

/** A text as answers are compared: without case, white space, Markdown's marks and what ends a sentence. */
export const normalised = (text: string): string =>
  text
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[*_`#>]+/g, "")
    .replaceAll(/[\s\p{Zs}]+/gu, " ")
    .trim()
    .replace(/[.!…]+$/, "");

/** Tools asked for, by name in order: which were chosen, whatever they are given. */
export const toolChoice = ({ calls }: ModelAnswer): string => calls.map(({ name }) => name).join(", ");

/** Equal where answers say the same and ask for the same, with the same arguments. */
export const answerKey = ({ text, refusal, calls }: ModelAnswer): string =>
  JSON.stringify([
    normalised(refusal ?? text),
    calls.map(({ name, arguments: given }) => `${name}(${canonicalJson(given ?? {})})`),
  ]);

/** It declines: the provider says so, or it is worded as assistants do. */
export const isRefused = ({ text, refusal, finish }: ModelAnswer): boolean =>
  refusal !== null || finish === "content_filter" || isRefusal(text);

/** Share of words that two answers have in common (Sørensen and Dice), 0 to 1; 1 for two that say nothing. */
export function likeness(a: ModelAnswer, b: ModelAnswer): number {
  const [words, others] = [wordsOf(a), wordsOf(b)];
  if (words.length + others.length === 0) return 1;
  const left = new Map<string, number>();
  for (const word of words) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of others) {
    const count = left.get(word) ?? 0;
    if (count > 0) common++;
    left.set(word, count - 1);
  }
  return (2 * common) / (words.length + others.length);
}

const wordsOf = ({ text, refusal, calls }: ModelAnswer): string[] => [
  ...(normalised(refusal ?? text).match(/[\p{L}\p{N}]+/gu) ?? []),
  ...calls.map(({ name }) => name),
];
