import { describe, expect, it } from "vitest";

import type { TokenBuckets } from "@/lib/model/tokens";

import { endpointRegion } from "./endpoint-region";
import { PriceBook } from "./price-book";
import { priceCall } from "./price-call";

describe("the region of a call", () => {
  it.each([
    ["europe-west1-aiplatform.googleapis.com", "europe-west1"],
    ["https://us-east5-aiplatform.googleapis.com/v1/projects/p", "us-east5"],
    ["aiplatform.eu.rep.googleapis.com", "eu"],
    ["aiplatform.googleapis.com", null],
    ["eu.api.openai.com", "eu"],
    ["https://us.api.openai.com/v1", "us"],
    ["api.openai.com", null],
  ])("is told by the address %s: %s", (address, region) => {
    const call = { provider: "x", requestModel: "y" };
    expect(endpointRegion(call, { "server.address": address })).toBe(region);
    expect(endpointRegion({ ...call, provider: address })).toBe(region);
  });

  it("is told by a path or a parameter, and global is none", () => {
    const path = (location: string) =>
      `projects/p/locations/${location}/publishers/google/models/gemini-3.5-flash`;
    expect(endpointRegion({ provider: null, requestModel: path("europe-west4") })).toBe("europe-west4");
    expect(endpointRegion({ provider: null, requestModel: path("global") })).toBeNull();
    expect(endpointRegion({ provider: "anthropic", requestModel: "c" }, { inference_geo: "us" })).toBe("us");
    expect(
      endpointRegion({ provider: "anthropic", requestModel: "c" }, { inference_geo: "global" }),
    ).toBeNull();
  });
});

describe("a regional surcharge", () => {
  const dollars = (provider: string, requestModel: string, region: string | null) => {
    const tokens: TokenBuckets = {
      inputUncached: 1_000_000,
      cacheRead: 0,
      cacheWrite: 0,
      cacheWrite1h: 0,
      inputAudio: 0,
      outputText: 0,
      reasoning: null,
      outputAudio: 0,
    };
    const call = { kind: "llm" as const, provider, requestModel, responseModel: null, serviceTier: null };
    const priced = priceCall(
      { ...call, startedAt: new Date("2026-11-20T12:00:00Z"), region, tokens },
      PriceBook.list,
    );
    return priced && Number(priced.costNanoUsd) / 1e9;
  };

  it("is added where a list says so", () => {
    expect(dollars("gcp.vertex_ai", "gemini-3.8-flash", "europe-west1")).toBeCloseTo(
      1.1 * (dollars("gcp.vertex_ai", "gemini-3.8-flash", null) ?? 0),
      9,
    );
    expect(dollars("openai", "gpt-5.4-mini", "eu")).toBeCloseTo(
      1.1 * (dollars("openai", "gpt-5.4-mini", null) ?? 0),
      9,
    );
    expect(dollars("anthropic", "claude-opus-4-8", "us")).toBeCloseTo(
      1.1 * (dollars("anthropic", "claude-opus-4-8", null) ?? 0),
      9,
    );
  });

  it("makes the price unknown where it is known to be charged and nobody says how much it is", () => {
    expect(dollars("anthropic", "claude-fable-5-2", null)).not.toBeNull();
    expect(dollars("anthropic", "claude-fable-5-2", "us")).toBeNull();
  });

  it("is not where none does", () => {
    expect(dollars("openai", "gpt-4o", "eu")).toBe(dollars("openai", "gpt-4o", null));
    expect(dollars("anthropic", "claude-opus-4-8", "eu")).toBe(dollars("anthropic", "claude-opus-4-8", null));
    expect(dollars("gcp.vertex_ai", "gemini-2.5-flash", "europe-west1")).toBe(
      dollars("gcp.vertex_ai", "gemini-2.5-flash", null),
    );
  });
});
