import { describe, expect, it } from "vitest";

import { readJson } from "@/lib/http/parse";
import { incoming } from "@/lib/http/testing";
import type { JsonObject } from "@/lib/model/json";

import { modelSpan } from "./dialects/span.testing";
import { storedDocument } from "./stored-document.testing";

const LONG = "1234567890123456789";
const held = `{"channel_id":${LONG},"at":[{"id":9007199254740993}]}`;
const said = { channel_id: LONG, at: [{ id: "9007199254740993" }] };

const shown = (attributes: JsonObject) => storedDocument(modelSpan(attributes));

describe("an integer beyond 2^53 in what clients send is shown with all of its digits", () => {
  it("in a tool's arguments and result", () => {
    const spans: JsonObject[] = [
      {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.call.arguments": held,
        "gen_ai.tool.call.result": held,
      },
      { "openinference.span.kind": "TOOL", "input.value": held, "output.value": held },
      { "ai.operationId": "ai.toolCall", "ai.toolCall.args": held, "ai.toolCall.result": held },
    ];
    for (const attributes of spans)
      expect(shown(attributes).tool).toMatchObject({ arguments: said, result: said });
  });

  it("in what a model asked a tool for, and in what it was answered", () => {
    const { tool_calls, input } = shown({
      "gen_ai.operation.name": "chat",
      "gen_ai.input.messages": `[{"role":"tool","parts":[{"type":"tool_call_response","id":"a","response":${held}}]}]`,
      "gen_ai.output.messages": `[{"role":"assistant","parts":[{"type":"tool_call","id":"a","name":"f","arguments":${held}}]}]`,
    });
    expect(tool_calls?.[0]?.arguments).toEqual(said);
    expect(JSON.stringify(input)).toContain(LONG);
  });

  it("in chains, metadata, documents and definitions of tools", () => {
    expect(
      shown({ "openinference.span.kind": "CHAIN", "input.value": held, "output.value": held }),
    ).toMatchObject({ input_value: said, output_value: said });
    expect(modelSpan({ "openinference.span.kind": "CHAIN", metadata: held }).metadata).toMatchObject({
      channel_id: LONG,
    });
    expect(
      shown({
        "openinference.span.kind": "RETRIEVER",
        "retrieval.documents.0.document.content": "text",
        "retrieval.documents.0.document.metadata": held,
      }).documents,
    ).toMatchObject([{ metadata: said }]);
    expect(
      shown({
        "gen_ai.operation.name": "chat",
        "gen_ai.tool.definitions": `[{"name":"f","parameters":{"const":${LONG}}}]`,
      }).tool_definitions,
    ).toMatchObject([{ parameters: { const: LONG } }]);
  });

  it("in bodies of JSON", async () => {
    const request = incoming("http://localhost/", {
      method: "POST",
      body: held,
      headers: { "content-type": "application/json" },
    });
    expect(await readJson(request, 1_000)).toEqual(said);
  });
});
