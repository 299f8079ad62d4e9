import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { inputAnatomy } from "./input-anatomy";
import type { Message } from "./message";
import { EMPTY_SPAN } from "./empty-span";

const text = (length: number): string => "x".repeat(length);
const said = (role: string, length: number): Message => ({ role, content: text(length) });
const none = { system: 0, tools: 0, history: 0, retrieved: 0, user: 0 };

describe("what an input consists of", () => {
  it("the input's tokens in proportion to the texts", () => {
    const input = [
      said("system", 400),
      said("user", 100),
      said("assistant", 200),
      said("user", 50),
      said("tool", 250),
    ];
    expect(inputAnatomy({ ...EMPTY_SPAN, input }, 500)).toEqual({
      system: 200,
      tools: 0,
      history: 150,
      retrieved: 125,
      user: 25,
    });
  });
  it("instructions said apart count, and those that stand in the messages too count once", () => {
    const apart = { ...EMPTY_SPAN, system: text(100), input: [said("user", 100)] };
    expect(inputAnatomy(apart, 10)).toEqual({ ...none, system: 5, user: 5 });
    const both = { ...EMPTY_SPAN, system: text(100), input: [said("developer", 100), said("user", 100)] };
    expect(inputAnatomy(both, 10)).toEqual({ ...none, system: 5, user: 5 });
  });
  it("tool definitions, and the calls that the model asked for before", () => {
    const tools = [{ name: "search", description: text(80) }];
    const asked: Message = {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "1", name: "search", arguments: { query: text(90) } }],
    };
    const parts = inputAnatomy(
      { ...EMPTY_SPAN, toolDefinitions: tools, input: [said("user", 100), asked] },
      300,
    );
    expect(parts).toMatchObject({ system: 0, retrieved: 0 });
    for (const part of ["tools", "history", "user"] as const) {
      expect(parts?.[part]).toBeGreaterThan(90);
      expect(parts?.[part]).toBeLessThan(110);
    }
  });
  it("documents within a message were looked up; an image weighs what a page of text does", () => {
    const content: Message["content"] = [
      { type: "text", text: text(1000) },
      { type: "other", value: { type: "search_result", content: text(900) } },
      { type: "media", modality: "document", mime_type: "application/pdf" },
      { type: "media", modality: "image" },
    ];
    const parts = inputAnatomy({ ...EMPTY_SPAN, input: [{ role: "user", content }] }, 400);
    expect(parts?.user).toBeCloseTo(200, -1);
    expect(parts?.retrieved).toBeCloseTo(200, -1);
  });
  it("a prompt that is not messages is what the user said", () => {
    expect(inputAnatomy({ ...EMPTY_SPAN, inputValue: text(10) }, 7)).toEqual({ ...none, user: 7 });
  });
  it("unknown when tokens or texts are", () => {
    expect(inputAnatomy({ ...EMPTY_SPAN, input: [said("user", 10)] }, null)).toBeNull();
    expect(inputAnatomy(EMPTY_SPAN, 10)).toBeNull();
    expect(inputAnatomy({ ...EMPTY_SPAN, system: "Be brief.", input: null }, 10)).toBeNull();
    expect(
      inputAnatomy({ ...EMPTY_SPAN, system: "Be brief.", input: [{ role: "user", content: null }] }, 10),
    ).toBeNull();
  });
  it("adds up, whatever the lengths", () => {
    const message = fc.record({
      role: fc.constantFrom("system", "user", "assistant", "tool"),
      content: fc.integer({ min: 0, max: 3000 }).map(text),
    });
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 8 }),
        fc.integer({ min: 0, max: 100_000_000 }),
        (input, total) => {
          const parts = inputAnatomy({ ...EMPTY_SPAN, input }, total);
          if (parts === null) return input.every(({ content }) => content === "");
          const values = Object.values(parts);
          return values.every((tokens) => tokens >= 0) && values.reduce((sum, n) => sum + n) === total;
        },
      ),
    );
  });
});
