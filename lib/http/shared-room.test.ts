import { describe, expect, it } from "vitest";

import { SharedRoom } from "./shared-room";

describe("room that requests share", () => {
  it("holds so many bytes, and of one key no more than its share", () => {
    const room = new SharedRoom(100, 50);
    expect(room.take("one", 50)).toBe(true);
    expect(room.take("one", 1)).toBe(false);
    expect(room.take("other", 50)).toBe(true);
    expect(room.take("third", 1)).toBe(false);
    room.give("other", 50);
    expect(room.take("third", 50)).toBe(true);
  });

  it("lets one request of the largest size in where the share of its key is smaller", () => {
    const room = new SharedRoom(100, 50);
    expect(room.take("one", 80, 80)).toBe(true);
    expect(room.take("one", 1, 80)).toBe(false);
    room.give("one", 80);
    expect(room.take("one", 50)).toBe(true);
  });
});
