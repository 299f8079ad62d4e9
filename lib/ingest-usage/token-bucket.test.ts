import { expect, it } from "vitest";

import { TokenBucket } from "./token-bucket";

it("lets a burst of two seconds through and then the rate", () => {
  const bucket = new TokenBucket(10, 0);
  let taken = 0;
  for (let ms = 0; ms < 5000; ms += 10) {
    if (bucket.waitSeconds(ms) > 0) continue;
    bucket.take(1, ms);
    taken++;
  }
  expect(taken).toBe(20 + 49);
});

it("lets a large request in when there is something left, and says how long it takes to pay for", () => {
  const bucket = new TokenBucket(100, 0);
  bucket.take(700, 0);
  expect(bucket.waitSeconds(0)).toBe(6);
  expect(bucket.waitSeconds(4000)).toBe(2);
  expect(bucket.waitSeconds(5010)).toBe(0);
});

it("asks for a minute of silence at most, whatever was sent", () => {
  const bucket = new TokenBucket(1, 0);
  bucket.take(1_000_000, 0);
  expect(bucket.waitSeconds(0)).toBe(61);
  expect(bucket.waitSeconds(61_000)).toBe(0);
});

it("holds less than one a second", () => {
  const bucket = new TokenBucket(0.5, 0);
  bucket.take(1, 0);
  expect(bucket.waitSeconds(0)).toBe(2);
  expect(bucket.waitSeconds(2000)).toBe(0);
});

it("gives nothing for a clock that was set back", () => {
  const bucket = new TokenBucket(1, 10_000);
  bucket.take(2, 10_000);
  expect(bucket.waitSeconds(5000)).toBe(1);
  expect(bucket.waitSeconds(6000)).toBe(0);
});
