import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { total } from "@/lib/stats/histogram";

import { add, measure } from "./cell";
import type { Interaction } from "./interaction";
import { call, interaction } from "./testing";

const message = (content: string | null, extra: object = {}) => ({ role: "assistant", content, ...extra });
const weather = {
  name: "weather",
  parameters: {
    type: "object",
    properties: { city: { type: "string", pattern: "^(a+)+$" }, days: { type: "integer", minimum: 1 } },
    required: ["city"],
    additionalProperties: false,
  },
};
const asks = (args: object | string) =>
  interaction({
    calls: [
      call({
        output: [message(null, { tool_calls: [{ id: "c", name: "weather", arguments: args }] })],
        toolDefinitions: [weather],
      }),
    ],
  });

describe("shares", () => {
  it.each<[string, Interaction, { n: number; hits: number } | undefined]>([
    ["failed", interaction({ isError: true }), { n: 1, hits: 1 }],
    ["failed", interaction(), { n: 1, hits: 0 }],
    ["retried", interaction({ retries: 1, calls: [call()] }), { n: 1, hits: 1 }],
    ["retried", interaction({ retries: 0 }), undefined],
    [
      "tool_failed",
      interaction({
        tools: [
          { name: "a", isError: true },
          { name: "b", isError: false },
        ],
      }),
      { n: 2, hits: 1 },
    ],
    ["refused", interaction({ failure: "refusal" }), { n: 1, hits: 1 }],
    [
      "refused",
      interaction({
        calls: [call()],
        texts: { input: "x", output: "I'm sorry, but I can't help with that." },
      }),
      { n: 1, hits: 1 },
    ],
    [
      "refused",
      interaction({
        calls: [call()],
        texts: { input: "x", output: "I'm sorry that your flight is late. I can rebook you." },
      }),
      { n: 1, hits: 0 },
    ],
    ["refused", interaction({ calls: [call()] }), undefined],
    ["empty", interaction({ calls: [call({ output: [message("  ")] })] }), { n: 1, hits: 1 }],
    ["empty", asks({ city: "Rome" }), { n: 1, hits: 0 }],
    ["empty", interaction({ calls: [call()] }), undefined],
    [
      "malformed_json",
      interaction({ calls: [call({ wantsJson: true, output: [message('{"a": 1')] })] }),
      { n: 1, hits: 1 },
    ],
    [
      "malformed_json",
      interaction({ calls: [call({ wantsJson: true, output: [message('{"a": 1}')] })] }),
      { n: 1, hits: 0 },
    ],
    ["malformed_json", interaction({ calls: [call({ output: [message("plain")] })] }), undefined],
    ["bad_arguments", asks({ city: "Rome", days: 2 }), { n: 1, hits: 0 }],
    ["bad_arguments", asks({ days: 2 }), { n: 1, hits: 1 }],
    ["bad_arguments", asks({ city: "Rome", days: 0 }), { n: 1, hits: 1 }],
    ["bad_arguments", asks({ city: "Rome", country: "it" }), { n: 1, hits: 1 }],
    ["bad_arguments", asks('{"city": '), { n: 1, hits: 1 }],
    ["found_nothing", interaction({ retrievals: [{ isError: false, documents: [] }] }), { n: 1, hits: 1 }],
    ["found_nothing", interaction({ retrievals: [{ isError: false, documents: null }] }), undefined],
  ])("%s %#", (name, one, expected) => {
    expect(measure([one])[name]).toEqual(expected && { kind: "share", ...expected });
  });

  it("a pattern of a client's schema keeps nobody busy", () => {
    const started = process.cpuUsage().user;
    expect(measure([asks({ city: `${"a".repeat(40)}!` })])["bad_arguments"]).toEqual({
      kind: "share",
      n: 1,
      hits: 0,
    });
    expect(process.cpuUsage().user - started).toBeLessThan(1e6);
  });
});

describe("distributions, means and mixes", () => {
  it("what failed says nothing of how long an answer takes", () => {
    const cell = measure([interaction({ durationNs: 5e9 }), interaction({ durationNs: 1e6, isError: true })]);
    expect(cell["latency"]).toMatchObject({ kind: "distribution", histogram: { counts: [1] } });
  });

  it("a cost that is not known is none", () => {
    expect(measure([interaction({ costNanoUsd: null })])["cost"]).toBeUndefined();
    expect(measure([interaction({ costNanoUsd: 1000 })])["cost"]).toMatchObject({ kind: "distribution" });
  });

  it("documents of one retrieval are one observation of its scores", () => {
    const documents = [0.2, 0.4, null].map((score) => ({ score, ageMs: null }));
    const cell = measure([interaction({ retrievals: [{ isError: false, documents }] })]);
    expect(cell["retrieval_score"]).toMatchObject({ n: 1, sum: expect.closeTo(0.3, 9) });
  });

  it("languages of questions", () => {
    const said = [
      "Where is my parcel? I have been waiting for it since Monday.",
      "Wo bleibt mein Paket? Ich warte schon seit Montag darauf.",
      "荷物はどこにありますか。月曜日から待っています。どうすればいいですか。",
      "ok",
    ];
    const cell = measure(said.map((input) => interaction({ texts: { input, output: null } })));
    expect(cell["languages"]).toEqual({ kind: "mix", counts: { en: 1, de: 1, ja: 1 } });
  });

  it("the same words are one topic, whatever their order; other words are spread", () => {
    const topicsOf = (inputs: string[]) => {
      const topics = measure(inputs.map((input) => interaction({ texts: { input, output: null } })))[
        "topics"
      ];
      return topics?.kind === "mix" ? Object.keys(topics.counts) : [];
    };
    expect(topicsOf(["refund my ticket please", "please refund ticket, my REFUND"])).toHaveLength(1);
    expect(
      topicsOf(Array.from({ length: 400 }, (_, n) => `word${n} other${n * 7} third${n * 13}`)).length,
    ).toBe(16);
  });

  it("names that are made up fill no cell", () => {
    const tools = Array.from({ length: 500 }, (_, n) => ({ name: `tool ${n}`, isError: false }));
    const mix = measure([interaction({ tools })])["tools"];
    expect(mix?.kind === "mix" && Object.keys(mix.counts).length).toBe(41);
    expect(mix?.kind === "mix" && Object.values(mix.counts).reduce((a, b) => a + b)).toBe(500);
  });
});

const any = fc.record({
  isError: fc.boolean(),
  durationNs: fc.option(fc.integer({ min: 1, max: 1e11 })),
  outputTokens: fc.option(fc.nat(5000)),
  inputTokens: fc.option(fc.nat(50_000)),
  tools: fc.array(fc.record({ name: fc.constantFrom("a", "b", "c"), isError: fc.boolean() }), {
    maxLength: 4,
  }),
});

it("cells of parts add up to the cell of all", () => {
  fc.assert(
    fc.property(fc.array(any, { maxLength: 30 }), fc.nat(30), (said, cut) => {
      const all = said.map((one) => interaction(one));
      const sum = add(measure(all.slice(0, cut)), measure(all.slice(cut)));
      const whole = measure(all);
      expect(Object.keys(sum).sort()).toEqual(Object.keys(whole).sort());
      for (const [name, statistic] of Object.entries(whole)) {
        const added = sum[name];
        if (statistic.kind === "distribution" && added?.kind === "distribution") {
          expect(added).toEqual(statistic);
          expect(total(added.histogram)).toBe(total(statistic.histogram));
        } else if (statistic.kind === "mean" && added?.kind === "mean") {
          expect(added.n).toBe(statistic.n);
          expect(added.sum).toBeCloseTo(statistic.sum, 6);
          expect(added.squares).toBeCloseTo(statistic.squares, 6);
        } else expect(added).toEqual(statistic);
      }
    }),
  );
});
