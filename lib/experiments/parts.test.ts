import { describe, expect, it } from "vitest";

import type { Document, Message } from "@/lib/model/message";
import type { ModelRequest } from "@/lib/providers/model-call";

import { CallEdits, editRequest, NO_EDITS, withoutPart } from "./edit-request";
import { type Part, partsOf } from "./parts";

const document = (content: string): Document => ({ id: null, content, score: null });
const requestOf = (system: string | null, messages: Message[]): ModelRequest => ({
  model: "m",
  system,
  messages,
  tools: [],
  parameters: {},
});
const partOf = (parts: readonly Part[], key: string): Part => {
  const part = parts.find((one) => one.key === key);
  if (!part) throw new Error(`no ${key} among ${parts.map((one) => one.key).join()}`);
  return part;
};
const shortly = (parts: readonly Part[]) => parts.map(({ key, text }) => `${key} ${text}`);

describe("parts of a call", () => {
  it("documents that were retrieved, wherever they stand to the letter", () => {
    const parts = partsOf(
      requestOf("You help. Use what is below.\n\nRefunds take five days.\nBags weigh 23 kg.", [
        { role: "user", content: "Pets may travel in the cabin.\n\nMay I bring a dog?" },
      ]),
      [
        document("Bags weigh 23 kg."),
        document("Pets may travel in the cabin. "),
        document("Refunds take five days."),
        document("not there"),
      ],
    );
    expect(shortly(parts)).toEqual([
      "d1 Refunds take five days.",
      "d2 Bags weigh 23 kg.",
      "d3 Pets may travel in the cabin.",
      "s1 Use what is below.",
    ]);
  });

  it("documents by tags and by numbers, each whole", () => {
    const tagged =
      '<documents>\n<document id="1">Refunds take\nfive days.</document>\n<document id="2">Bags weigh 23 kg.</document>\n</documents>';
    expect(shortly(partsOf(requestOf(null, [{ role: "user", content: tagged }]), []))).toEqual([
      'd1 <document id="1">Refunds take\nfive days.</document>',
      'd2 <document id="2">Bags weigh 23 kg.</document>',
    ]);
    const numbered =
      "Context:\n[1] Refunds take five days.\n[2] Bags weigh 23 kg.\nand more.\n\nMay I bring a dog?";
    expect(shortly(partsOf(requestOf(null, [{ role: "user", content: numbered }]), []))).toEqual([
      "d1 [1] Refunds take five days.",
      "d2 [2] Bags weigh 23 kg.\nand more.",
    ]);
    // One number alone is a list of nothing.
    expect(
      partsOf(requestOf(null, [{ role: "user", content: "[1] is the first choice of all" }]), []),
    ).toEqual([]);
  });

  it("results of tools, blocks of documents, and sentences of the instructions line by line", () => {
    const parts = partsOf(
      requestOf("Help travellers. Never refund cash!\n- Ask for the booking\n\nBe kind.", [
        {
          role: "user",
          content: [{ type: "other", value: { type: "document", source: { data: "Bags weigh 23 kg." } } }],
        },
        { role: "assistant", content: null, tool_calls: [{ id: "1", name: "find", arguments: {} }] },
        { role: "tool", content: '{"state":"flown"}', tool_call_id: "1" },
      ]),
      [],
    );
    expect(parts.map(({ key, kind }) => `${key} ${kind}`)).toEqual([
      "d1 document",
      "t1 tool_result",
      "s1 sentence",
      "s2 sentence",
      "s3 sentence",
    ]);
    expect(shortly(parts).slice(1)).toEqual([
      't1 {"state":"flown"}',
      "s1 Help travellers.",
      "s2 Never refund cash!",
      "s3 - Ask for the booking",
    ]);
  });
});

describe("edits", () => {
  const request = requestOf("Help travellers. Never refund cash! Never refund cash! Be brief please.", [
    { role: "user", content: "[1] Refunds take five days.\n[2] Bags weigh 23 kg.\n\nMay I?" },
    { role: "assistant", content: "I look.", tool_calls: [{ id: "1", name: "find", arguments: {} }] },
    { role: "tool", content: "flown", tool_call_id: "1" },
    {
      role: "user",
      content: [
        { type: "text", text: "This one?" },
        { type: "media", modality: "image", uri: "https://a.example.org/1.png" },
        { type: "text", text: "Or that?" },
      ],
    },
  ]);
  const parts = partsOf(request, []);
  const edited = (edits: Partial<CallEdits>) =>
    editRequest(request, parts, CallEdits.parse({ ...NO_EDITS, ...edits }));

  it("without any, the call is the recorded one", () => {
    expect(edited({})).toEqual({ request, changes: [] });
  });

  it("take out sentences, documents and results where they were recorded", () => {
    const { request: without, changes } = edited({
      parts: { s2: null, d1: null, d2: "[2] Bags weigh 9 kg.", t1: null },
    });
    expect(without.system).toBe("Help travellers.  Never refund cash! Be brief please.");
    expect(without.messages[0]?.content).toBe("[2] Bags weigh 9 kg.\n\nMay I?");
    expect(without.messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    expect(changes).toEqual([
      "document 1 taken out",
      "document 2 edited",
      "tool result 1 taken out",
      "sentence 2 taken out",
    ]);
    expect(withoutPart(request, partOf(parts, "s3")).system).toBe(
      "Help travellers. Never refund cash!  Be brief please.",
    );
  });

  it("edit texts of messages, leave messages out and add some; pictures stay", () => {
    const { request: other, changes } = edited({
      system: "Be rude.",
      messages: { 0: "Hello", 3: "This?", 1: null },
      added: [{ role: "user", text: "Please." }],
    });
    expect(other).toMatchObject({
      system: "Be rude.",
      messages: [
        { role: "user", content: "Hello" },
        { role: "tool" },
        { role: "user", content: [{ type: "text", text: "This?" }, { type: "media" }] },
        { role: "user", content: "Please." },
      ],
    });
    expect(changes).toEqual([
      "another system prompt",
      "message 1 edited",
      "message 2 taken out",
      "message 4 edited",
      "a message of the user added",
    ]);
    expect(edited({ system: null }).request.system).toBeNull();
  });

  it("a part of a text that was edited by hand is found where it stands now, or said to be gone", () => {
    const { request: other } = edited({
      messages: { 0: "Now [1] Refunds take five days." },
      parts: { d1: null },
    });
    expect(other.messages[0]?.content).toBe("Now ");
    expect(() => edited({ messages: { 0: "nothing of it" }, parts: { d1: null } })).toThrow(
      /Document 1 does not stand/,
    );
  });
});
