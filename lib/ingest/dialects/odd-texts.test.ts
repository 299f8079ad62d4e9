import { describe, expect, it } from "vitest";

import { FLAG } from "@/lib/model/flags";
import type { Json, JsonObject } from "@/lib/model/json";

import { storedDocument } from "../stored-document.testing";
import { event, modelSpan } from "./span.testing";

const chat = (input: Json, more: JsonObject = {}) =>
  modelSpan({ "gen_ai.operation.name": "chat", "gen_ai.input.messages": input, ...more });
const isCut = (input: Json): boolean => (chat(input).flags & FLAG.truncated) !== 0;
const hi = { role: "user", content: "hi" };

describe("what is no part stands in its place among parts", () => {
  it.each([
    ['[{"type":"text","text":"t1"},null,{"type":"text","text":"t2"}]', null],
    ['["bare",{"type":"text","text":"t1"},{"type":"text","text":"t2"}]', "bare"],
    ['[{"type":"text","text":"t1"},{"note":"odd"},{"type":"text","text":"t2"}]', "odd"],
  ])("%s", (content, odd) => {
    const { input } = modelSpan({ "gen_ai.prompt.0.role": "user", "gen_ai.prompt.0.content": content });
    expect(input?.[0]?.content).toHaveLength(3);
    const shown = JSON.stringify(input);
    for (const text of ["t1", "t2", odd ?? "null"]) expect(shown).toContain(text);
  });

  it.each(["[1, 2]", '["a","b"]', '[{"id":1}]', "[not JSON"])(
    "a text that has no part stays text: %s",
    (content) => {
      const { input } = modelSpan({ "gen_ai.prompt.0.role": "user", "gen_ai.prompt.0.content": content });
      expect(input).toEqual([{ role: "user", content }]);
    },
  );
});

describe("what is no event that we know stands in its place among events", () => {
  it("of Pydantic AI", () => {
    const events = [
      { "event.name": "gen_ai.user.message", role: "user", content: "hi" },
      { "event.name": "gen_ai.new.message", note: "odd one" },
      "odd two",
      null,
      { "event.name": "gen_ai.choice", index: 0, message: { role: "assistant", content: "hello" } },
      { note: "odd three" },
    ];
    const { input, output } = modelSpan(
      { "gen_ai.request.model": "m", events: JSON.stringify(events) },
      { scope: "pydantic-ai" },
    );
    const other = (value: Json) => ({ role: "other", content: [{ type: "other", value }] });
    expect(input).toEqual([hi, other(events[1] as Json), other("odd two"), other(null)]);
    expect(output).toEqual([{ role: "assistant", content: "hello" }, other({ note: "odd three" })]);
  });

  it("and a list as an event's body is its content", () => {
    const { input } = modelSpan(
      { "gen_ai.operation.name": "chat" },
      { span: { events: [event("gen_ai.user.message", { "gen_ai.event.content": '[1,"list body"]' })] } },
    );
    expect(input).toEqual([
      {
        role: "user",
        content: [
          { type: "other", value: 1 },
          { type: "text", text: "list body" },
        ],
      },
    ]);
  });
});

describe("messages as Python writes them", () => {
  it.each([
    "[{'role': 'user', 'content': 'hi', 'at': datetime.datetime(2026, 1, 2, 3, 4)}]",
    "[{'role': 'user', 'content': 'hi', 'cost': Decimal('1.0'), 'id': UUID('7f')}]",
    "[{'role': 'user', 'content': 'hi', 'client': <object at 0x7f>}]",
    "[Message(role='user', content='hi')]",
    '{"role":"user","content":"hi"}\n{"role":"user","content":"more"}',
  ])("are read, and are not cut: %s", (text) => {
    const { input } = chat(text);
    expect(input?.[0]).toEqual(hi);
    expect(isCut(text)).toBe(false);
  });

  it("what is cut says so, and what cannot be read does not", () => {
    expect(isCut('[{"role":"user","content":"h')).toBe(true);
    expect(isCut("[{'role': 'user', 'content': <objec")).toBe(true);
    expect(isCut("[{'role' is 'user'}]")).toBe(false);
  });

  const text = "[{'role': 'user', 'content': 'hi'}]";
  it.each<[string, JsonObject]>([
    ["Laminar", { "lmnr.span.type": "LLM", "lmnr.span.input": text }],
    ["MLflow", { "mlflow.spanType": '"LLM"', "mlflow.spanInputs": text }],
    ["MLflow, as JSON text", { "mlflow.spanType": '"LLM"', "mlflow.spanInputs": JSON.stringify(text) }],
    ["Langfuse", { "langfuse.observation.type": "generation", "langfuse.observation.input": text }],
    ["LangSmith", { "langsmith.span.kind": "llm", "gen_ai.prompt": text }],
    ["Haystack", { "haystack.component.type": "OpenAIChatGenerator", "haystack.component.input": text }],
    ["Genkit", { "genkit:type": "action", "genkit:metadata:subtype": "model", "genkit:input": text }],
    ["OpenInference", { "openinference.span.kind": "LLM", "input.value": text }],
    ["GenAI's oldest", { "gen_ai.operation.name": "chat", "gen_ai.prompt": text }],
    ["Traceloop", { "gen_ai.operation.name": "chat", "traceloop.entity.input": text }],
  ])("are read in a model call's input: %s", (_, attributes) => {
    const span = modelSpan(attributes);
    expect(span.kind).toBe("llm");
    expect(span.input).toEqual([hi]);
  });

  it("a text that merely looks like a dictionary stays text", () => {
    for (const said of ["{'a': 1}", "{'name': 'x'} and more"]) {
      const { input } = modelSpan({ "openinference.span.kind": "LLM", "input.value": said });
      expect(input).toEqual([{ role: "user", content: said }]);
    }
    const content = "{'role': 'user', 'content': 'a user wrote this'}";
    expect(chat(JSON.stringify([{ role: "user", content }])).input).toEqual([{ role: "user", content }]);
  });
});

it("a list of JSON texts is a list of messages", () => {
  const { input } = chat([
    '{"role":"system","parts":[{"type":"text","content":"be kind"}]}',
    '{"role":"user","content":"hi"}',
    "[plain]",
  ]);
  expect(input).toEqual([{ role: "system", content: "be kind" }, hi, { role: "user", content: "[plain]" }]);
});

describe("an answer of Gemini's Interactions API", () => {
  const shown = (response: JsonObject) =>
    storedDocument(modelSpan({ "openinference.span.kind": "LLM", "output.value": JSON.stringify(response) }));
  const text = { type: "text", text: "It is sunny." };
  const thought = { type: "thought", summary: [{ type: "text", text: "Let me see." }], signature: "s" };

  it("says its outputs", () => {
    const { output, output_text } = shown({ object: "interaction", id: "i", outputs: [thought, text] });
    expect(output_text).toBe("It is sunny.");
    expect(output).toMatchObject([
      { role: "assistant", content: [{ type: "reasoning", text: "Let me see.", signature: "s" }, text] },
    ]);
  });

  it("says its steps", () => {
    const { output, tool_calls } = shown({
      object: "interaction",
      steps: [
        thought,
        { type: "function_call", id: "c", name: "weather", arguments: { city: "Rome" } },
        { type: "function_result", call_id: "c", name: "weather", result: "sunny" },
        { type: "google_search_call", id: "g", arguments: { queries: ["x"] } },
        { type: "model_output", content: [text] },
      ],
    });
    expect(tool_calls).toEqual([{ id: "c", name: "weather", arguments: { city: "Rome" } }]);
    expect(output?.at(-1)).toEqual({ role: "assistant", content: "It is sunny." });
    expect(JSON.stringify(output)).toContain("google_search_call");
    expect(output?.find(({ role }) => role === "tool")).toMatchObject({
      content: "sunny",
      tool_call_id: "c",
    });
  });
});
