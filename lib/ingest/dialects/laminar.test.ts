import { describe, expect, it } from "vitest";

import { modelSpan } from "./span.testing";
import type { Case } from "./span.testing";

describe("Laminar", () => {
  it.each<Case>([
    [
      "a tool",
      { "lmnr.span.type": "TOOL", "lmnr.span.input": '{"a":1}', "lmnr.span.output": '"x"' },
      { kind: "tool", toolName: "step", inputValue: { a: 1 }, outputValue: "x" },
    ],
    [
      "a call",
      {
        "lmnr.span.type": "LLM",
        "gen_ai.request.model": "gpt-4o",
        "lmnr.span.input": '[{"role":"user","content":"hi"}]',
        "lmnr.span.output": '[{"role":"assistant","content":"hello"}]',
        "gen_ai.usage.input_cost": 0.25,
        "gen_ai.usage.output_cost": 0.5,
      },
      {
        kind: "llm",
        input: [{ content: "hi" }],
        output: [{ content: "hello" }],
        reportedCostUsd: "0.75",
        tokens: null,
      },
    ],
    [
      "association properties",
      {
        "lmnr.span.type": "DEFAULT",
        "lmnr.association.properties.session_id": "s",
        "lmnr.association.properties.user_id": "u",
        "lmnr.association.properties.tags": ["a"],
        "lmnr.association.properties.metadata.tier": "gold",
        "lmnr.span.path": ["a", "b"],
        "lmnr.span.ids_path": ["1", "2"],
      },
      { sessionId: "s", userId: "u", tags: ["a"], metadata: { tier: "gold" }, attributes: {} },
    ],
    [
      "the resource's version is the tracer's own",
      { "lmnr.span.type": "DEFAULT" },
      { release: null },
      { resource: { "service.name": "laminar-tracer-resource", "service.version": "0.8.1" } },
    ],
  ])("%s", (_, attributes, expected, more) => expect(modelSpan(attributes, more)).toMatchObject(expected));

  it("evaluators' outputs are scores of what they judge: one, or one for each name", () => {
    const scores = (output: string) =>
      modelSpan(
        { "lmnr.span.type": "EVALUATOR", "lmnr.span.output": output },
        { span: { name: "exact", parentSpanId: "00f067aa0ba902b7" } },
      ).scores;
    expect(scores("0.5")).toMatchObject([{ name: "exact", value: 0.5, spanId: "00f067aa0ba902b7" }]);
    expect(scores('{"tone":1,"length":0}')).toMatchObject([
      { name: "tone", value: 1 },
      { name: "length", value: 0 },
    ]);
    expect(scores('"none"')).toEqual([]);
  });
});
