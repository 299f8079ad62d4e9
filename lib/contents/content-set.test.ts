import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Message } from "@/lib/model/message";

import { ContentSet } from "./content-set";

const user = (content: string): Message => ({ role: "user", content });
const assistant = (content: string): Message => ({ role: "assistant", content });

describe("contexts", () => {
  it("a later call's list has the earlier call's list as its parent", () => {
    const set = new ContentSet();
    const first = set.context([user("a")]);
    const second = set.context([user("a"), assistant("b"), user("c")]);
    expect(set.contexts.get(second as string)?.parentId).toBe(first);
    expect(set.contexts.get(second as string)?.messageIds).toHaveLength(2);
  });

  it("twenty calls of one conversation keep each message once", () => {
    const set = new ContentSet();
    const messages: Message[] = [];
    for (let turn = 0; turn < 20; turn++) {
      messages.push(user(`question ${turn}`));
      set.context(messages);
      messages.push(assistant(`answer ${turn}`));
    }
    const kept = [...set.contexts.values()].reduce((sum, node) => sum + node.messageIds.length, 0);
    expect(kept).toBe(39);
  });

  it("the list of a context is the list that was sent, whatever was sent before", () => {
    const message = fc.record({
      role: fc.constantFrom("user", "assistant", "tool", "system"),
      content: fc.string({ maxLength: 8 }),
    });
    fc.assert(
      fc.property(fc.array(fc.array(message, { maxLength: 12 }), { maxLength: 6 }), (lists) => {
        const set = new ContentSet();
        for (const list of lists) {
          const id = set.context(list);
          const ids: string[][] = [];
          for (let at = id; at !== null;) {
            const node = set.contexts.get(at);
            if (!node) throw new Error("a parent is missing");
            ids.push(node.messageIds);
            at = node.parentId;
          }
          expect(ids.toReversed().flat()).toEqual(list.map((item) => set.message(item)));
          expect(id === null ? 0 : set.contexts.get(id)?.length).toBe(list.length);
        }
      }),
    );
  });
});

describe("long texts", () => {
  it("a tool's result and the message that repeats it are one content", () => {
    const set = new ContentSet();
    const result = { flights: "x".repeat(400) };
    const id = set.value(result);
    set.message({ role: "tool", content: JSON.stringify(result), tool_call_id: "call_1" });
    const message = [...set.contents.values()].find((content) => content.body.includes("call_1"));
    expect(message?.body).toContain(`{"$content":"${id}"}`);
  });
});
