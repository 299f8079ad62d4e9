import { digest128 } from "@/lib/model/digest";
import type { Json } from "@/lib/model/json";
import type { Message } from "@/lib/model/message";
import { callModel } from "@/lib/providers/call-model";
import type { ModelRequest } from "@/lib/providers/model-call";
import { connectionTo, type Said, startModelServer } from "@/lib/providers/testing";
import { seeded } from "@/lib/stats/random";

import type { WhatIfResult } from "./find-cause";
import { Caller } from "./make-calls";
import type { Outcome } from "./outcome";
import { type Part, partsOf } from "./parts";
import { tryParts } from "./try-parts";

/** What answers depend on: a document, a result of a tool or a sentence of the instructions, and how often they are another. */
interface Simulated {
  cause: Part["kind"];
  /** Share of the answers that are turned round. */
  noise: number;
  /** Runs of a part at most. */
  times: number;
  random: () => number;
}

const RULES = [
  "Answer in one short paragraph.",
  "Always greet the traveller by name.",
  "Never promise compensation for late flights.",
  "Refuse refunds of tickets that were bought at a discount.",
  "Ask for the booking code before you look anything up.",
  "Use the traveller’s own language.",
  "Do not mention other airlines.",
  "Offer a human colleague when the traveller is upset.",
];
const DOCUMENTS = [
  "Refunds of flexible fares take five working days.",
  "Bags of up to 23 kg are free on flights to other continents.",
  "Basic fares cannot be refunded after the first day.",
  "Pets travel in the cabin up to a weight of eight kilograms.",
  "Unaccompanied minors are welcomed by a colleague at the gate.",
  "Seats with more room can be reserved for a fee.",
];
const RESULTS = [
  { booking: "4WQ150", fare: "basic economy", state: "confirmed" },
  { traveller: "Ada", tier: "silver", since: 2019 },
  { weather: "storm", airport: "LHR" },
];

const shuffled = <T>(list: readonly T[], random: () => number): T[] =>
  list
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);

/** A call of some of each, in any order. */
function callOf(random: () => number): ModelRequest {
  const some = <T>(list: readonly T[], least: number): T[] =>
    shuffled(list, random).slice(0, least + Math.floor(random() * (list.length - least + 1)));
  const results = some(RESULTS, 1);
  const documents = some(DOCUMENTS, 2).map((text, at) => `[${at + 1}] ${text}`);
  const messages: Message[] = [
    { role: "user", content: `${documents.join("\n")}\n\nPlease refund my booking 4WQ150.` },
    {
      role: "assistant",
      content: null,
      tool_calls: results.map((_, at) => ({ id: `c${at}`, name: `look_up_${at}`, arguments: { at } })),
    },
    ...results.map((result, at) => ({
      role: "tool",
      content: JSON.stringify(result),
      tool_call_id: `c${at}`,
    })),
  ];
  return { model: "m", system: some(RULES, 2).join(" "), messages, tools: [], parameters: {} };
}

const CALLS: Said = { calls: [{ name: "refund", arguments: { booking: "4WQ150" } }] };
const OUTCOMES: readonly { outcome: Outcome; with: Said; without: Said }[] = [
  {
    outcome: { kind: "refusal" },
    with: { text: "I'm sorry, but I can't help with refunding this booking." },
    without: { text: "Your refund is on its way." },
  },
  {
    outcome: { kind: "contains", text: "on its way" },
    with: { text: "Your refund is on its way." },
    without: { text: "Basic fares cannot be refunded." },
  },
  { outcome: { kind: "same_tools" }, with: CALLS, without: { text: "That fare is not refunded." } },
];

/**
 * One case at a model server over HTTP, whose answer depends on one part of the call. Equal calls have a row of draws of their own, so
 * that a seed makes the same case again in whatever order calls come.
 */
export async function simulateCause({ cause, noise, times, random }: Simulated): Promise<{
  cause: Part;
  result: WhatIfResult;
  parts: number;
  calls: number;
}> {
  const request = callOf(random);
  const parts = partsOf(request, []);
  const candidates = parts.filter(({ kind }) => kind === cause);
  const part = candidates[Math.floor(random() * candidates.length)] as Part;
  const { outcome, ...answers } = OUTCOMES[Math.floor(random() * OUTCOMES.length)] as (typeof OUTCOMES)[0];
  const seed = Math.floor(random() * 2 ** 31);
  const draws = new Map<string, () => number>();
  const server = await startModelServer(({ body }) => {
    const texts = textsIn(body.messages ?? null);
    const key = digest128(texts.join("\n"));
    const draw = draws.get(key) ?? seeded(seed ^ Number.parseInt(key.slice(0, 7), 16));
    draws.set(key, draw);
    const isThere = texts.some((text) => text.includes(part.text));
    return isThere !== draw() < noise ? answers.with : answers.without;
  });
  try {
    const caller = new Caller({
      call: (asked, signal, onText) => callModel(connectionTo(server.url), asked, { signal, onText }),
      signal: new AbortController().signal,
      onText: () => {},
      onMade: async () => {},
    });
    const recorded = { text: "", refusal: null, calls: CALLS.calls ?? [], finish: "tool_calls" };
    const result = await tryParts(caller, { request, parts, times, outcome, recorded });
    return { cause: part, result, parts: parts.length, calls: server.asked.length };
  } finally {
    server.close();
  }
}

const textsIn = (value: Json): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

/** The part that a result names first; null: none is established. */
export const namedBy = ({ parts }: WhatIfResult): string | null =>
  parts.find(({ established }) => established)?.part ?? null;
