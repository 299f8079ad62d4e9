import { expect, it } from "vitest";

import { touches } from "./budget-changes";

const model = (value: string) => ({ kind: "model" as const, label: value, value });
const prompt = { kind: "prompt" as const, label: "booking@14", value: "5f0c2a9b00000000" };
const release = { kind: "release" as const, label: "2.4.0", value: "2.4.0" };
const any = { model: null, promptVersion: null };

it("a budget of everything is touched by each change", () => {
  for (const change of [model("gpt-4o"), prompt, release]) expect(touches(any, change)).toBe(true);
});

it("a budget of one model is not touched by another model, but by releases and prompts", () => {
  const own = { ...any, model: "gpt-4o" };
  expect(touches(own, model("gpt-4o"))).toBe(true);
  expect(touches(own, model("gpt-4o-mini"))).toBe(false);
  expect(touches(own, prompt)).toBe(true);
  expect(touches(own, release)).toBe(true);
});

it("a budget of one prompt version is touched by that version, however it was chosen", () => {
  for (const promptVersion of [prompt.label, prompt.value])
    expect(touches({ ...any, promptVersion }, prompt)).toBe(true);
  expect(touches({ ...any, promptVersion: "booking@13" }, prompt)).toBe(false);
});
