import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { ModelAddition } from "@/lib/model/span";

import { mergeEvents } from "./merge-events";

const empty: ModelAddition = {
  traceId: "5b8efff798038103d269b633813fc60c",
  spanId: "eee19b7ec3c1b174",
  occurredAtNs: 0n,
  finishReason: null,
  error: null,
  attributes: {},
  system: null,
  input: null,
  output: null,
  toolDefinitions: null,
  inputValue: null,
  outputValue: null,
  documents: null,
};
const message = fc.record({
  role: fc.constantFrom("system", "user", "assistant"),
  content: fc.constantFrom("a", "b", "c"),
});
const messages = fc.option(fc.array(message, { minLength: 1, maxLength: 3 }));
const event = fc
  .record({
    occurredAtNs: fc.bigInt({ min: 1n, max: 4n }),
    input: messages,
    output: messages,
    system: fc.option(fc.constantFrom("s", "t")),
    finishReason: fc.option(fc.constantFrom("stop", "length")),
    attributes: fc.dictionary(fc.constantFrom("k", "l"), fc.nat(2)),
  })
  .map((fields): ModelAddition => ({ ...empty, ...fields }));

describe("events about a span", () => {
  it("say the same in any order and however often they come", () => {
    const shuffled = fc
      .array(event, { maxLength: 6 })
      .chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 })),
      );
    fc.assert(
      fc.property(shuffled, ([list, again]) => {
        expect(mergeEvents(again)).toEqual(mergeEvents(list));
      }),
      { numRuns: 500 },
    );
  });

  it("that are single messages stand in the order of their times", () => {
    const said = (occurredAtNs: bigint, role: string, content: string): ModelAddition => ({
      ...empty,
      occurredAtNs,
      input: [{ role, content }],
    });
    const [merged] = mergeEvents([
      said(3n, "user", "again"),
      said(1n, "system", "be short"),
      said(2n, "user", "hello"),
    ]);
    expect(merged?.input?.map(({ content }) => content)).toEqual(["be short", "hello", "again"]);
    expect(merged?.system).toBe("be short");
  });

  it("that hold everything do not add up: the longest wins", () => {
    const half: ModelAddition = {
      ...empty,
      occurredAtNs: 1n,
      input: [
        { role: "user", content: "q" },
        { role: "user", content: "r" },
      ],
      system: "s",
    };
    const full: ModelAddition = { ...half, occurredAtNs: 2n, output: [{ role: "assistant", content: "a" }] };
    expect(mergeEvents([half, full])).toMatchObject([
      { input: half.input, output: full.output, system: "s" },
    ]);
  });

  it("leave what one of them counts, whatever else is said of the span", () => {
    const call = { requestModel: "gpt-4o" } as ModelAddition["call"];
    const counted: ModelAddition = { ...empty, occurredAtNs: 1n, call };
    const message: ModelAddition = { ...empty, occurredAtNs: 2n, input: [{ role: "user", content: "q" }] };
    for (const events of [
      [counted, message],
      [message, counted],
    ])
      expect(mergeEvents(events)).toMatchObject([{ call, input: message.input }]);
  });

  it("of different spans stay apart", () => {
    expect(
      mergeEvents([
        { ...empty, system: "a" },
        { ...empty, spanId: "eee19b7ec3c1b175", system: "b" },
      ]),
    ).toHaveLength(2);
  });
});
