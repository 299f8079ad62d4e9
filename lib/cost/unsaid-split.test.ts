import { describe, expect, it } from "vitest";

import { type TokenBuckets, UNKNOWN_TOKENS } from "@/lib/model/tokens";

import type { OwnPrice } from "./own-price";
import { PriceBook } from "./price-book";
import { type BillableCall, assessCost } from "./price-call";

const tokens = (known: Partial<TokenBuckets>): TokenBuckets => ({ ...UNKNOWN_TOKENS, ...known });

const judge = (
  provider: string,
  requestModel: string,
  known: Partial<TokenBuckets> | null,
  more: Partial<BillableCall> = {},
  book = PriceBook.list,
) => {
  const assessed = assessCost(
    {
      kind: "llm",
      provider,
      requestModel,
      responseModel: null,
      serviceTier: null,
      startedAt: new Date("2026-11-20T12:00:00Z"),
      tokens: known && tokens(known),
      ...more,
    },
    book,
  );
  return "unknown" in assessed ? assessed.unknown : Number(assessed.costNanoUsd) / 1e9;
};

describe("a model that makes pictures or speech", () => {
  it("has the price of its pictures for those, and none where nobody says how many tokens they were", () => {
    const image = (known: Partial<TokenBuckets>) => judge("gcp.gemini", "gemini-2.5-flash-image", known);
    // 50 * 0.3e-6 + 1290 * 30e-6
    expect(image({ inputUncached: 50, outputText: 1290, outputImage: 1290 })).toBe(0.038715);
    // 50 * 0.3e-6 + 90 * 2.5e-6 + 1200 * 30e-6
    expect(image({ inputUncached: 50, outputText: 1290, outputImage: 1200 })).toBe(0.03624);
    expect(image({ inputUncached: 50, outputText: 1290, outputImage: 0 })).toBe(0.00324);
    expect(image({ inputUncached: 50, outputText: 1290 })).toBe("no_split");
  });

  it("bills audio and cache that overlap once each", () => {
    // 40 * 4 + 60 * 32 + 40 * 0.4 + 60 * 0.4 dollars a million tokens
    const call = { inputUncached: 40, inputAudio: 60, cacheRead: 100, cacheReadAudio: 60 };
    expect(judge("openai", "gpt-realtime", { ...call, outputText: 0, outputAudio: 0 })).toBe(0.00212);
  });

  it("has no known cost where nobody says how much of it was heard or spoken", () => {
    expect(judge("openai", "gpt-realtime", { inputUncached: 200, outputText: 50 })).toBe("no_split");
    expect(judge("openai", "gpt-4o-audio-preview", { inputUncached: 200, outputText: 50 })).toBe("no_split");
    expect(judge("openai", "gpt-4o-transcribe", { inputUncached: 200, outputText: 50 })).toBe("no_split");
    expect(judge("openai", "gpt-image-1", { inputUncached: 200, outputText: 50 })).toBe("no_split");
    // 200 * 2.5 + 50 * 10 dollars a million tokens, with audio said to be none
    expect(
      judge("openai", "gpt-4o-audio-preview", {
        inputUncached: 200,
        inputAudio: 0,
        outputText: 50,
        outputAudio: 0,
      }),
    ).toBe(0.001);
  });
});

describe("a model that can see and hear", () => {
  it.each([
    ["gcp.gemini", "gemini-2.5-flash"],
    ["gcp.gemini", "gemini-2.5-pro"],
    ["openai", "gpt-4o"],
    ["openai", "gpt-5"],
    ["anthropic", "claude-sonnet-4-5"],
    ["x_ai", "grok-4.3"],
    ["aws.bedrock", "amazon.nova-lite-v1:0"],
    ["azure.ai.openai", "gpt-4.1"],
  ])("%s %s: calls of text cost what text costs", (provider, model) => {
    expect(judge(provider, model, { inputUncached: 1000, cacheRead: 10, outputText: 10 })).toBeTypeOf(
      "number",
    );
  });

  it("has no known cost for a call that is seen to carry sound at a price of its own, and does not say how much", () => {
    const heard = { media: { input: ["audio"] as const } };
    const call = { inputUncached: 1000, outputText: 10 };
    expect(judge("gcp.gemini", "gemini-2.5-flash", call, heard)).toBe("no_split");
    // 400 * 0.3 + 600 * 1 + 10 * 2.5 dollars a million tokens
    expect(
      judge("gcp.gemini", "gemini-2.5-flash", { inputUncached: 400, inputAudio: 600, outputText: 10 }, heard),
    ).toBe(0.000745);
    // Where a picture costs what a word costs, nobody has to say how many there were.
    expect(judge("openai", "gpt-4o", call, { media: { input: ["image"] } })).toBe(0.0026);
  });
});

describe("a price of one's own of 0", () => {
  const own = (units: OwnPrice["units"]): PriceBook =>
    new PriceBook([{ id: 1, provider: "*", model: "house-9b", validFrom: null, validTo: null, units }]);

  it("for input alone means free, output, cache and calls without usage included", () => {
    const free = own({ standard: { input_mtok: "0" } });
    expect(judge("vllm", "house-9b", { inputUncached: 10, cacheRead: 5, outputText: 20 }, {}, free)).toBe(0);
    expect(judge("vllm", "house-9b", { inputUncached: 10 }, {}, free)).toBe(0);
    expect(judge("vllm", "house-9b", null, {}, free)).toBe(0);
    expect(judge("vllm", "house-9c", null, {}, free)).toBe("no_usage");
  });

  it("says nothing of output that has a price", () => {
    const half = own({ standard: { input_mtok: "0.00", output_mtok: "2" } });
    expect(judge("vllm", "house-9b", { inputUncached: 10, outputText: 1000 }, {}, half)).toBe(0.002);
    expect(judge("vllm", "house-9b", null, {}, half)).toBe("no_usage");
  });

  it("for one tier says nothing of another", () => {
    const free = own({ standard: { input_mtok: "0" } });
    expect(
      judge("vllm", "house-9b", { inputUncached: 1, outputText: 1 }, { serviceTier: "batch" }, free),
    ).toBe("no_tier_price");
  });
});

describe("what is billed by something else than tokens", () => {
  it("has a cost where the call says how much it was, and none where it does not", () => {
    const rerank = { kind: "rerank" as const };
    expect(judge("cohere", "rerank-v3.5", null, { ...rerank, quantities: { searches: 3 } })).toBe(0.006);
    expect(judge("cohere", "rerank-v3.5", null, rerank)).toBe("no_usage");
    expect(judge("cohere", "rerank-v3.5", { inputUncached: 900 }, rerank)).toBe("no_unit_price");
    expect(judge("openai", "whisper-1", null, { quantities: { audioSeconds: 90.5 } })).toBe(0.00905);
    expect(judge("openai", "whisper-1", { inputUncached: 5, outputText: 9 })).toBe("no_unit_price");
    expect(judge("openai", "tts-1", null, { quantities: { characters: 2000 } })).toBe(0.03);
  });

  it("a ranking that is billed by the token needs no output", () => {
    expect(judge("voyage", "rerank-2.5", { inputUncached: 1000 }, { kind: "rerank" })).toBe(0.00005);
  });
});
