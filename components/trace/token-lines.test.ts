import { describe, expect, it } from "vitest";

import { tokenLines } from "./token-lines";

const buckets = {
  input_uncached: 286,
  cache_read: 1024,
  cache_write: 300,
  cache_write_1h: 100,
  input_audio: null,
  output_text: 84,
  reasoning: 0,
  output_audio: null,
  cache_read_audio: null,
  cache_read_image: null,
  input_image: null,
  input_video: null,
  output_image: null,
  output_video: null,
};
const price = {
  source: "genai-prices",
  provider: "p",
  model: "m",
  valid_from: null,
  units: { input_mtok: "2.5", cache_read_mtok: "1.25", output_mtok: "10" },
};

describe("token lines", () => {
  it("price each disjoint bucket once", () => {
    expect(
      tokenLines({ token_buckets: buckets, price }).map((line) => [
        line.label,
        line.tokens,
        line.usdPerMillion,
      ]),
    ).toEqual([
      ["Input", 286, "2.5"],
      ["Cache read", 1024, "1.25"],
      ["Cache write", 200, "2.5"],
      ["Cache write, 1 h", 100, "2.5"],
      ["Output", 84, "10"],
    ]);
  });

  it("say when a bucket is charged like another", () => {
    expect(tokenLines({ token_buckets: buckets, price }).map((line) => line.chargedAs)).toEqual([
      null,
      null,
      "input",
      "input",
      null,
    ]);
  });

  it("keep the tokens of a call without a price, with an unknown cost", () => {
    expect(tokenLines({ token_buckets: buckets, price: null })[0]).toMatchObject({
      tokens: 286,
      usdPerMillion: null,
      costUsd: null,
    });
  });

  it("are none when no tokens are known", () => {
    expect(tokenLines({ token_buckets: null, price })).toEqual([]);
  });
});
