import { readFileSync } from "node:fs";
import path from "node:path";

import { compareBehaviour } from "@/lib/drift/behaviour/compare-behaviour";
import type { Output } from "@/lib/drift/behaviour/output-features";
import { readEnv } from "@/lib/env";
import { parseConversations } from "@/lib/import/conversation";

import { report } from "../report";
import { randomFrom, type Random } from "../seed/random";

const LEVEL = 0.01;
const SIDE = 200;

/**
 * Silent model change on real outputs: how often two samples of 200 are told apart where one is rewritten as another model would,
 * and how often where nothing changed. Samples are drawn from all outputs, and of whole conversations (the sides then share none).
 */
export function measureBehaviour(
  seed: number,
  { splits, rewritten }: { splits: number; rewritten: number },
): void {
  const outputs = readOutputs();
  const random = randomFrom(seed, 4);
  for (const by of ["output", "conversation"] as const) {
    let [rejected, found] = [0, 0];
    for (let split = 0; split < splits; split++) {
      const [before, after] = sample(outputs, by, random);
      if ((compareBehaviour(before, after, { seed: split, permutations: 199 })?.p ?? 1) <= LEVEL) rejected++;
    }
    const [low, high] = binomialRange(splits, LEVEL);
    report({
      name: `drift behaviour: unchanged, split by ${by}`,
      value: rejected / splits,
      unit: "share rejected",
      floor: LEVEL,
      splits,
      rejected,
      range: [low, high],
      within: rejected >= low && rejected <= high,
    });
    for (let round = 0; round < rewritten; round++) {
      const [before, after] = sample(outputs, by, random);
      const p =
        compareBehaviour(
          before,
          after.map((output) => rewrite(output, random)),
          { seed: round },
        )?.p ?? 1;
      if (p <= LEVEL) found++;
    }
    report({
      name: `drift behaviour: rewritten, split by ${by}`,
      value: found / rewritten,
      unit: `share found at a level of ${LEVEL}`,
      floor: LEVEL,
      rounds: rewritten,
    });
  }
}

function readOutputs(): Output[] {
  const file = path.resolve(readEnv().fixturesDir, "data/airline-conversations.jsonl");
  const conversations = parseConversations(readFileSync(file, "utf8"));
  return conversations.flatMap(({ messages }, index) =>
    messages
      .filter((message) => message.role === "assistant")
      .map((message) => {
        const tools = (message.tool_calls ?? []).map((call) => call.function.name);
        return {
          text: message.content ?? "",
          finish: tools.length > 0 ? "tool_calls" : "stop",
          tools,
          group: `${index}`,
        };
      }),
  );
}

/** Two samples of 200 that share no output; by conversation also no conversation, the last one cut off. */
function sample(
  outputs: readonly Output[],
  by: "output" | "conversation",
  random: Random,
): [Output[], Output[]] {
  if (by === "output") {
    const drawn = shuffled(outputs, random);
    return [drawn.slice(0, SIDE), drawn.slice(SIDE, 2 * SIDE)];
  }
  const groups = new Map<string, Output[]>();
  for (const output of outputs) groups.set(output.group, [...(groups.get(output.group) ?? []), output]);
  const order = shuffled([...groups.values()], random);
  const half = order.length / 2;
  const side = (some: Output[][]): Output[] => some.flat().slice(0, SIDE);
  return [side(order.slice(0, half)), side(order.slice(half))];
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  const copy = [...values];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
  }
  return copy;
}

const PARAPHRASES: [RegExp, string][] = [
  [/\bI will\b/g, "I'll"],
  [/\bI am\b/g, "I'm"],
  [/\bwould you like\b/gi, "do you want"],
  [/\bplease provide\b/gi, "could you share"],
  [/\bplease\b/gi, "kindly"],
  [/\breservation\b/gi, "booking"],
  [/\bhowever\b/gi, "that said"],
  [/\bunable to\b/gi, "not able to"],
  [/\bhere are\b/gi, "below are"],
  [/\bproceed\b/gi, "go ahead"],
];
const OPENINGS = ["Of course. ", "Certainly! ", "Thanks for reaching out. ", "Got it. "];
const LONGER = 0.08;

/** As a model of another kind would have said it: some words others, half of the openings new, 8 % longer. */
function rewrite(output: Output, random: Random): Output {
  if (output.text === "") return output;
  let text = output.text;
  for (const [from, to] of PARAPHRASES) if (random.chance(0.7)) text = text.replace(from, to);
  if (random.chance(0.5)) text = random.pick(OPENINGS) + text;
  const words = text.split(" ");
  while (text.length < output.text.length * (1 + LONGER)) text += ` ${random.pick(words)}`;
  return { ...output, text };
}

/** Counts that a binomial lies within with 99 %. */
function binomialRange(n: number, p: number): [number, number] {
  let [probability, below] = [(1 - p) ** n, 0];
  let low = -1;
  for (let k = 0; k <= n; k++) {
    below += probability;
    if (low < 0 && below > 0.005) low = k;
    if (below >= 0.995) return [low, k];
    probability *= ((n - k) / (k + 1)) * (p / (1 - p));
  }
  return [low, n];
}
