import { expect, it } from "vitest";

import { chunkTimes } from "./chunk-times";

const START = 1_780_000_000_000_000_000n;
const event = (name: string, afterMs: number) => ({
  name,
  time_unix_nano: `${START + BigInt(afterMs * 1e6)}`,
});
const call = (events: unknown[], duration_ms: number | null = 1000) => ({
  started_at: new Date(Number(START / 1_000_000n)).toISOString(),
  duration_ms,
  events: events as never,
});

it.each(["gen_ai.content.completion.chunk", "llm.content.completion.chunk", "gen_ai.chunk", "new_token"])(
  "%s is a piece of an answer",
  (name) =>
    expect(chunkTimes(call([event(name, 300), event(name, 120), event(name, 300)]))).toEqual([120, 300, 300]),
);

it("nothing else is, nor what lies outside of the call or has no time", () => {
  const chunk = "gen_ai.content.completion.chunk";
  const events = [
    event("exception", 5),
    event("First Token Stream Event", 7),
    event(chunk, -5),
    event(chunk, 1200),
    { name: chunk },
    { name: chunk, time_unix_nano: "soon" },
    null,
    "chunk",
  ];
  expect(chunkTimes(call(events))).toEqual([]);
  expect(chunkTimes(call([event(chunk, 1200)], null))).toEqual([1200]);
});
