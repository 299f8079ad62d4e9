import { describe, expect, it } from "vitest";

import type { Json } from "@/lib/model/json";

import { event, modelSpan } from "./span.testing";
import type { Case } from "./span.testing";

const call = { "gen_ai.operation.name": "chat" };

/** Spans of these tests last two seconds. */
describe("time to first token, in clients' words", () => {
  it.each<[key: string, value: number, ms: number | null, source: string]>([
    ["gen_ai.response.time_to_first_chunk", 0.6, 600, "GenAI conventions: seconds"],
    ["gen_ai.client.operation.time_to_first_chunk", 0.6, 600, "AI SDK 7, Pydantic AI: the metric's name"],
    ["gen_ai.server.time_to_first_token", 0.6, 600, "the metric's name: seconds"],
    ["gen_ai.server.time_to_first_token", 600, 600, "Strands: the metric's name, in milliseconds"],
    ["gen_ai.server.time_to_first_token", 600_000, null, "fits no unit"],
    ["gen_ai.latency.time_to_first_token", 0.1155, 115.5, "vLLM, SGLang"],
    ["time_to_first_token", 0.6, 600, "programs of one's own"],
    ["time_to_first_token", 600, 600, "programs of one's own, in milliseconds"],
    ["time_to_first_token_ms", 600, 600, "OpenInference for OpenAI Agents"],
    ["time_to_first_token_ms", 3000, null, "longer than the span"],
    ["ttft_ms", 600, 600, "Claude Code"],
    ["ttft_ms", 0.6, 0.6, "a suffix is believed"],
    ["gen_ai.response.ttft", 0.6, 600, "agents' exporters"],
    ["gen_ai.usage.time_to_first_token_seconds", 0.6, 600, "agents' exporters"],
    ["llm.time_to_first_token", 600, 600, "agents' exporters"],
    ["llm.timeToFirstTokenMs", 600, 600, "agents' exporters"],
    ["lk.response.ttft", 0.6, 600, "LiveKit Agents"],
    ["lk.response.ttft", 600, null, "LiveKit Agents: seconds alone"],
    ["metrics.ttfb", 0.6, 600, "Pipecat"],
    ["copilot_chat.time_to_first_token", 600, 600, "Copilot Chat: milliseconds"],
    ["copilot_chat.time_to_first_token", 1, 1, "Copilot Chat: milliseconds alone"],
    ["first_token_latency_ms", 600, 600, "programs of one's own"],
    ["ms_to_first_chunk", 600, 600, "programs of one's own: the AI SDK's word"],
    ["ttfb_ms", 600, 600, "programs of one's own"],
    ["metrics.ttfb_ms", 600, 600, "Pipecat's word, in milliseconds"],
    ["http.ttfb_ms", 600, null, "of a request's first byte, which is no token"],
    ["ttft_ms", 0, null, "nothing comes at once"],
    ["ttft_ms", -5, null, "nor before"],
  ])("%s %d is %d ms (%s)", (key, value, ms) =>
    expect(modelSpan({ ...call, [key]: value }).ttftNs).toBe(
      ms === null ? null : BigInt(Math.round(ms * 1e6)),
    ),
  );

  it.each(["first_token", "gen_ai.first_token", "stream.first_chunk"])("is told by an event, %s", (name) =>
    expect(modelSpan(call, { span: { events: [event(name, {}, 1_800_600_000_000n)] } }).ttftNs).toBe(
      600_000_000n,
    ),
  );

  it.each([
    [true, 1999.5, 1999.5],
    [true, 2000, 2000],
    [true, 2000.1, null],
    [undefined, 1999.5, null],
    [undefined, 1998, 1998],
    [false, 600, null],
  ])("of a call that says of streaming: %s, %d ms after its start, is %s", (streams, value, ms) =>
    expect(modelSpan({ ...call, "gen_ai.request.stream": streams as Json, ttft_ms: value }).ttftNs).toBe(
      ms === null ? null : BigInt(ms * 1e6),
    ),
  );

  it("of an event after the end is none, whoever says that he streams", () => {
    const at = (ns: bigint) =>
      modelSpan(
        { ...call, "gen_ai.request.stream": true },
        { span: { events: [event("gen_ai.first_token", {}, ns)] } },
      ).ttftNs;
    expect(at(1_802_000_000_000n)).toBe(2_000_000_000n);
    expect(at(1_802_000_000_001n)).toBeNull();
  });

  it("OpenLIT's clock starts with the answer's headers, and is not believed", () => {
    const said = { ...call, "gen_ai.server.time_to_first_token": 0.001 };
    expect(modelSpan(said, { scope: "@openlit/sdk" }).ttftNs).toBeNull();
    expect(modelSpan(said, { resource: { "telemetry.sdk.name": "openlit" } }).ttftNs).toBeNull();
  });

  it("of a call that has not ended the documented unit is taken", () => {
    const span = { endNs: 0n };
    expect(modelSpan({ ...call, "gen_ai.latency.time_to_first_token": 3 }, { span }).ttftNs).toBe(
      3_000_000_000n,
    );
  });
});

describe("whether a call streamed", () => {
  it.each<Case>([
    ["a first token came before the end", { ...call, ttft_ms: 600 }, { streaming: true }],
    [
      "a server times every answer's",
      { ...call, "gen_ai.latency.time_to_first_token": 0.6 },
      { streaming: null },
    ],
    ["nobody says", { ...call, "gen_ai.request.model": "m" }, { streaming: null }],
    [
      "parameters without a word of it are no word against it",
      { "openinference.span.kind": "LLM", "llm.invocation_parameters": '{"temperature":1}' },
      { streaming: null },
    ],
  ])("%s", (_, attributes, expected) => expect(modelSpan(attributes)).toMatchObject(expected));
});
