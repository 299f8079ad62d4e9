import { describe, expect, it } from "vitest";

import type { Message } from "@/lib/model/message";

import { BodySet } from "./body-set";

describe("bodies of a batch", () => {
  it("twenty calls of one conversation keep each message once", () => {
    const set = new BodySet();
    const messages: Message[] = [];
    for (let turn = 0; turn < 20; turn++) {
      messages.push({ role: "user", content: `question ${turn}` });
      set.messages(messages);
      messages.push({ role: "assistant", content: `answer ${turn}` });
    }
    expect(set.bodies.size).toBe(39);
  });

  it("a document is one body however it scored", () => {
    const set = new BodySet();
    const document = { id: "d1", content: "Parcels take 3 days." };
    const [[first], [second]] = [0.9, 0.4].map((score) => set.documents([{ ...document, score }])) as [
      ReturnType<BodySet["documents"]>,
      ReturnType<BodySet["documents"]>,
    ];
    expect([first?.score, second?.score]).toEqual([0.9, 0.4]);
    expect(first?.id).toBe(second?.id);
    expect(set.bodies.size).toBe(1);
  });

  it("a text that looks like JSON is not the JSON that it looks like", () => {
    const set = new BodySet();
    expect(set.value('{"a":1}')).not.toBe(set.value({ a: 1 }));
  });
});
