import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { exactJson } from "@/lib/model/json-text";

describe("exact JSON", () => {
  it("is the value only when the text can be made again from it", () => {
    expect(exactJson('{"a":1}')).toEqual({ a: 1 });
    for (const text of [
      '{"a": 1}',
      '{"price":1.0}',
      '{"id":12345678901234567890}',
      '{"a":1,"a":2}',
      "plain",
      "12",
    ])
      expect(exactJson(text)).toBe(text);
  });

  it("whatever was sent can be had back to the byte", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const kept = exactJson(text);
        expect(kept === text || JSON.stringify(kept) === text).toBe(true);
      }),
    );
  });
});
