import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseExactJson } from "@/lib/model/exact-json";
import type { Json } from "@/lib/model/json";
import { storableJson } from "@/lib/model/json-text";

import { canonicalJson } from "./canonical-json";
import { matchCall } from "./match-call";
import { readReplayRequest, type ReplayFormat } from "./request";

/** A conversation in no provider's words. */
interface Turn {
  user: string;
  calls: { name: string; args: { [key: string]: Json }; result: Json }[];
  answer: string;
}

const WORDS = ["café", "naïve", "한글", "Ω", "plain", "ﬁne", "a b", "", "1.0", "{", '"quoted"', "\u0000"];
const text = fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 12 }));
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(1, 1.5, 100, 1e21, 2 ** 53, -0, 0.1),
);
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: "json" },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3, depthIdentifier: "json" }),
    fc.dictionary(text, tie("value"), { maxKeys: 4, depthIdentifier: "json" }),
  ),
}));
const args = fc.dictionary(fc.constantFrom("a", "é", "10", "2", "__proto__", "z z"), value, { maxKeys: 4 });
const turn = fc.record<Turn>({
  user: text,
  calls: fc.array(fc.record({ name: fc.constantFrom("get", "put"), args, result: fc.oneof(value, args) }), {
    maxLength: 3,
  }),
  answer: text,
});
const conversation = fc.record({
  system: fc.oneof(fc.constant("Be kind.\n\nBe brief."), text),
  turns: fc.array(turn, { minLength: 1, maxLength: 3 }),
  next: text,
});
type Conversation = typeof conversation extends fc.Arbitrary<infer T> ? T : never;

/** How somebody may spell what means the same. */
interface Spelling {
  space: string;
  reversed: boolean;
  decomposed: boolean;
  exponent: boolean;
  ids: string;
  shuffled: boolean;
}
const spelling = fc.record<Spelling>({
  space: fc.constantFrom("", " ", "\n  ", "\t"),
  reversed: fc.boolean(),
  decomposed: fc.boolean(),
  exponent: fc.boolean(),
  ids: fc.constantFrom("call_", "toolu_", "x"),
  shuffled: fc.boolean(),
});

const spoken = (said: string, { decomposed }: Spelling): string => said.normalize(decomposed ? "NFD" : "NFC");

/** JSON text, spelled so. */
function json(of: Json, how: Spelling): string {
  const { space, exponent } = how;
  if (typeof of === "string") return JSON.stringify(spoken(of, how));
  if (typeof of === "number") {
    const plain = JSON.stringify(of);
    if (!exponent) return plain;
    return /[e.]/.test(plain) ? plain.replace(/(\.\d+)/, "$10") : `${plain}.0`;
  }
  if (typeof of !== "object" || of === null) return JSON.stringify(of);
  if (Array.isArray(of)) return `[${space}${of.map((one) => json(one, how)).join(`,${space}`)}${space}]`;
  const entries = Object.entries(of).map(
    ([key, one]) => `${json(key, how)}${space}:${space}${json(one, how)}`,
  );
  return `{${space}${(how.reversed ? entries.toReversed() : entries).join(`,${space}`)}${space}}`;
}

/** The same conversation as a client of a provider sends it. */
function body(format: ReplayFormat, { system, turns, next }: Conversation, how: Spelling): Json {
  const say = (said: string) => spoken(said, how);
  const items: Json[] =
    format === "chat_completions" && system !== "" ? [{ role: "system", content: say(system) }] : [];
  for (const [at, { user, calls, answer }] of turns.entries()) {
    items.push({
      role: "user",
      content: format === "anthropic_messages" ? [{ type: "text", text: say(user) }] : say(user),
    });
    const asked = calls.map((call, index) => ({ ...call, id: `${how.ids}${at}_${index}` }));
    const results = how.shuffled ? asked.toReversed() : asked;
    const resultOf = (result: Json) => (typeof result === "string" ? say(result) : json(result, how));
    if (asked.length > 0 && format === "chat_completions")
      items.push(
        {
          role: "assistant",
          content: null,
          tool_calls: asked.map(({ id, name, args: given }) => ({
            id,
            type: "function",
            function: { name, arguments: json(given, how) },
          })),
        },
        ...results.map(({ id, result }) => ({ role: "tool", tool_call_id: id, content: resultOf(result) })),
      );
    if (asked.length > 0 && format === "responses")
      items.push(
        ...asked.map(({ id, name, args: given }) => ({
          type: "function_call",
          id: `fc_${id}`,
          call_id: id,
          name,
          arguments: json(given, how),
        })),
        ...results.map(({ id, result }) => ({
          type: "function_call_output",
          call_id: id,
          output: resultOf(result),
        })),
      );
    if (asked.length > 0 && format === "anthropic_messages")
      items.push(
        {
          role: "assistant",
          content: asked.map(({ id, name, args: given }) => ({
            type: "tool_use",
            id,
            name,
            input: JSON.parse(json(given, how)) as Json,
          })),
        },
        {
          role: "user",
          content: results.map(({ id, result }) => ({
            type: "tool_result",
            tool_use_id: id,
            content: resultOf(result),
          })),
        },
      );
    items.push({
      role: "assistant",
      content: format === "anthropic_messages" ? [{ type: "text", text: say(answer) }] : say(answer),
    });
  }
  items.push({ role: "user", content: say(next) });
  if (format === "chat_completions") return { model: "m", messages: items };
  if (format === "responses") return { model: "m", input: items, instructions: say(system) };
  return { model: "m", messages: items, max_tokens: 10, system: [{ type: "text", text: say(system) }] };
}

/** As the endpoint reads it. */
const read = (format: ReplayFormat, of: Conversation, how: Spelling) =>
  readReplayRequest(format, storableJson(parseExactJson(JSON.stringify(body(format, of, how)))) as Json);

const keys = (format: ReplayFormat, of: Conversation, how: Spelling): string[] =>
  read(format, of, how).messages.map(({ key }) => key);

const FORMATS = ["chat_completions", "responses", "anthropic_messages"] as const;

describe("a conversation", () => {
  it("is the same in every provider's format, whatever spelling, order, ids or white space its JSON has", () => {
    fc.assert(
      fc.property(
        conversation,
        fc.constantFrom(...FORMATS),
        fc.constantFrom(...FORMATS),
        spelling,
        spelling,
        (of, one, other, how, otherwise) => {
          expect(keys(one, of, how)).toEqual(keys(other, of, otherwise));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("with another word is another one, and the first differing message and text are named", () => {
    fc.assert(
      fc.property(conversation, fc.nat(), fc.constantFrom(...FORMATS), spelling, (of, which, format, how) => {
        const at = which % of.turns.length;
        const turns = of.turns.map((one, index) =>
          index === at ? { ...one, user: `${one.user} CHANGED` } : one,
        );
        const recorded = read(format, of, how);
        const asked = read(format, { ...of, turns }, how);
        const match = matchCall(asked, [recorded]);
        expect(match).toMatchObject({ difference: { call: 0, part: "text", asked: { role: "user" } } });
        expect("difference" in match && match.difference?.askedText).toContain("CHANGED");
      }),
      { numRuns: 100 },
    );
  });
});

it.each<[Json, Json, boolean]>([
  ['{"b":1.0,"a":[1e2]}', { a: [100], b: 1 }, true],
  ["{'a': True, 'b': None}", { b: null, a: true }, true],
  ['"{\\"a\\":1}"', '{ "a": 1 }', true],
  ['{"id":12345678901234567890}', '{"id":"12345678901234567890"}', true],
  ['{"id":12345678901234567890}', '{"id":12345678901234567891}', false],
  ['{"a":1}', '{"a":"1"}', false],
  ["[1,2]", "[2,1]", false],
  ["two words", "two  words", false],
])("JSON of tools %j and %j are the same: %s", (a, b, same) => {
  expect(canonicalJson(a) === canonicalJson(b)).toBe(same);
});
