import { describe, expect, it } from "vitest";

import { FLAG } from "@/lib/model/flags";
import type { ModelSpan } from "@/lib/model/span";
import { EMPTY_SPAN } from "@/lib/model/empty-span";

import { accept } from "./accept";
import type { SpanRow } from "./rows";

const NOW = Date.UTC(2026, 4, 20, 12);
const project = {
  id: 1,
  slug: "p",
  name: "P",
  shardKeys: [1],
  retentionDays: 30,
  holdsContent: true,
} as const;

const call = (said: Partial<ModelSpan>): SpanRow => {
  const span: ModelSpan = {
    ...EMPTY_SPAN,
    traceId: "0".repeat(31) + "1",
    spanId: "0".repeat(15) + "1",
    parentSpanId: null,
    name: "chat gpt-4o",
    kind: "llm",
    startedAtNs: BigInt(NOW) * 1_000_000n,
    durationNs: 1n,
    ...said,
  };
  const { batch } = accept(
    { project: project as never, now: () => new Date(NOW) },
    { spans: [span], additions: [], scores: [], rejected: [], ignored: 0 },
  );
  return batch.spans[0] as SpanRow;
};
const tokens = {
  inputUncached: 60,
  cacheRead: 30,
  cacheWrite: null,
  cacheWrite1h: null,
  inputAudio: 10,
  outputText: 5,
  reasoning: null,
  outputAudio: null,
};
const input = [
  { role: "system", content: "x".repeat(300) },
  { role: "user", content: "x".repeat(100) },
];

describe("what accepting makes of a span's words", () => {
  it("an error has a class: by what it is called, what it says, and its HTTP status", () => {
    const failed = (type: string | null, message: string | null, status?: number) =>
      call({
        isError: true,
        error: { type, message, stack: null },
        attributes: status === undefined ? {} : { "http.response.status_code": status },
      }).failure;
    expect(failed("RateLimitError", null)).toBe("rate_limit");
    expect(failed("BadRequestError", "prompt is too long: 215038 tokens > 200000 maximum")).toBe(
      "context_overflow",
    );
    expect(failed("AI_APICallError", "Overload", 503)).toBe("provider_outage");
    expect(call({ isError: true }).failure).toBe("other");
    expect(call({}).failure).toBeNull();
  });
  it("an answer that was filtered or refused failed, though nothing was thrown", () => {
    expect(call({ finishReason: "content_filter" }).failure).toBe("content_filter");
    const output = [{ role: "assistant", content: [{ type: "refusal" as const, text: "I can't." }] }];
    expect(call({ finishReason: "stop", output }).failure).toBe("refusal");
    // A wrapper tells what the call in it answered: it refused nothing itself.
    expect(call({ kind: "agent", output }).failure).toBeNull();
  });
  it("the input's parts add up to all input tokens, cached and audio ones too", () => {
    expect(call({ tokens, input })).toMatchObject({
      input_system_tokens: 75,
      input_tools_tokens: 0,
      input_history_tokens: 0,
      input_retrieved_tokens: 0,
      input_user_tokens: 25,
    });
    expect(call({ input }).input_user_tokens).toBeNull();
    expect(call({ tokens }).input_user_tokens).toBeNull();
    expect(call({ tokens, input, kind: "agent" }).input_user_tokens).toBeNull();
  });
});

describe("whose side of a call a span tells", () => {
  const sent = (kind: string | null, attributes: [string, string][] = []): Partial<ModelSpan> => ({
    sent: { attributes: new Map(attributes), events: [], links: [], about: kind === null ? null : { kind } },
  });
  it("is a server's where it says so; its request's id is the response's id to whoever asked", () => {
    const vllm = call(sent("SERVER", [["gen_ai.request.id", "chatcmpl-1"]]));
    expect((vllm.flags ?? 0) & FLAG.server).toBe(FLAG.server);
    expect(vllm.response_id).toBe("chatcmpl-1");
    expect(
      call({ ...sent("SERVER", [["gen_ai.request.id", "chatcmpl-1"]]), responseId: "said" }).response_id,
    ).toBe("said");
    const client = call(sent("CLIENT", [["gen_ai.request.id", "mine"]]));
    expect([(client.flags ?? 0) & FLAG.server, client.response_id]).toEqual([0, null]);
    expect((call({ ...sent("SERVER"), kind: "workflow" }).flags ?? 0) & FLAG.server).toBe(0);
  });
});
