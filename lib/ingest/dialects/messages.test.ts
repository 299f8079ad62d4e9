import { describe, expect, it } from "vitest";

import type { Json } from "@/lib/model/json";

import { instructionsOf, messagesOf } from "./messages";

const call = (id: string | null) => ({ id, name: "get_order", arguments: { order_id: "NB-2" } });

describe("messages of any client", () => {
  const asked = [{ role: "assistant", content: null, tool_calls: [call("call_1")] }];
  it.each<[string, Json]>([
    [
      "GenAI",
      [
        {
          role: "assistant",
          parts: [{ type: "tool_call", id: "call_1", name: "get_order", arguments: { order_id: "NB-2" } }],
          finish_reason: "tool_call",
        },
      ],
    ],
    [
      "OpenAI chat",
      {
        choices: [
          {
            index: 0,
            message: {
              role: "assistant",
              content: null,
              tool_calls: [
                {
                  id: "call_1",
                  type: "function",
                  function: { name: "get_order", arguments: '{"order_id":"NB-2"}' },
                },
              ],
            },
          },
        ],
      },
    ],
    [
      "OpenAI Responses",
      {
        output: [
          {
            type: "function_call",
            id: "fc_9",
            call_id: "call_1",
            name: "get_order",
            arguments: '{"order_id":"NB-2"}',
          },
        ],
      },
    ],
    [
      "OpenAI Agents",
      [
        {
          type: "function_call",
          id: "fc_9",
          callId: "call_1",
          name: "get_order",
          arguments: '{"order_id":"NB-2"}',
        },
      ],
    ],
    [
      "Anthropic",
      {
        role: "assistant",
        content: [{ type: "tool_use", id: "call_1", name: "get_order", input: { order_id: "NB-2" } }],
      },
    ],
    [
      "AI SDK",
      [
        {
          role: "assistant",
          content: [
            { type: "tool-call", toolCallId: "call_1", toolName: "get_order", input: { order_id: "NB-2" } },
          ],
        },
      ],
    ],
    [
      "Google",
      {
        contents: [
          {
            role: "model",
            parts: [{ functionCall: { id: "call_1", name: "get_order", args: { order_id: "NB-2" } } }],
          },
        ],
      },
    ],
    [
      "LangChain",
      [
        [
          {
            lc: 1,
            type: "constructor",
            id: ["langchain_core", "messages", "AIMessage"],
            kwargs: {
              content: "",
              tool_calls: [{ id: "call_1", name: "get_order", args: { order_id: "NB-2" } }],
            },
          },
        ],
      ],
    ],
  ])("%s: an asked-for tool call", (_, value) => expect(messagesOf(value, "assistant")).toEqual(asked));

  const answered = [{ role: "tool", content: "shipped", tool_call_id: "call_1" }];
  it.each<[string, Json]>([
    ["GenAI", [{ role: "tool", parts: [{ type: "tool_call_response", id: "call_1", response: "shipped" }] }]],
    ["OpenAI chat", { messages: [{ role: "tool", tool_call_id: "call_1", content: "shipped" }] }],
    ["OpenAI Responses", [{ type: "function_call_output", call_id: "call_1", output: "shipped" }]],
    [
      "Anthropic, inside a user message",
      [
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "call_1", content: [{ type: "text", text: "shipped" }] },
          ],
        },
      ],
    ],
    [
      "AI SDK",
      [
        {
          role: "tool",
          content: [
            { type: "tool-result", toolCallId: "call_1", output: { type: "text", value: "shipped" } },
          ],
        },
      ],
    ],
    [
      "LangChain",
      [
        {
          lc: 1,
          type: "constructor",
          id: ["langchain_core", "messages", "ToolMessage"],
          kwargs: { content: "shipped", tool_call_id: "call_1" },
        },
      ],
    ],
  ])("%s: a tool's result is a message of its own", (_, value) =>
    expect(messagesOf(value, "user")).toEqual(answered),
  );

  it("a call listed twice under one id is one call, and a call without name and arguments is none", () => {
    const twice: Json = {
      role: "assistant",
      content: [
        { type: "tool_call", id: "call_1", name: "get_order", arguments: "{}" },
        { type: "tool_call" },
      ],
      tool_calls: [{ id: "call_1", function: { name: "get_order", arguments: "{}" } }],
    };
    expect(messagesOf(twice, "assistant")).toEqual([
      { role: "assistant", content: null, tool_calls: [{ id: "call_1", name: "get_order", arguments: {} }] },
    ]);
  });

  it("arguments that are no JSON stay text", () => {
    expect(
      messagesOf(
        [{ role: "assistant", tool_calls: [{ id: "a", function: { name: "f", arguments: '{"cut": ' } }] }],
        "assistant",
      )?.[0]?.tool_calls?.[0]?.arguments,
    ).toBe('{"cut": ');
  });

  it("media is described, and base64 counted instead of kept", () => {
    const parts: Json[] = [
      { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
      { type: "uri", modality: "image", mime_type: "image/png", uri: "https://example.com/a.png" },
      { type: "image", source: { type: "base64", media_type: "image/jpeg", data: "AAAAAA==" } },
    ];
    expect(messagesOf([{ role: "user", content: parts }], "user")?.[0]?.content).toEqual([
      { type: "media", modality: "image", mime_type: "image/png", bytes: 3 },
      { type: "media", modality: "image", mime_type: "image/png", uri: "https://example.com/a.png" },
      { type: "media", modality: "image", mime_type: "image/jpeg", bytes: 4 },
    ]);
  });

  it("reasoning and refusals are told from text, and unknown parts are kept whole", () => {
    const content: Json[] = [
      { type: "thinking", thinking: "hm" },
      { type: "text", text: "no" },
      { type: "hologram", x: 1 },
    ];
    expect(
      messagesOf([{ role: "assistant", content, refusal: "cannot" }], "assistant")?.[0]?.content,
    ).toEqual([
      { type: "reasoning", text: "hm" },
      { type: "text", text: "no" },
      { type: "other", value: { type: "hologram", x: 1 } },
      { type: "refusal", text: "cannot" },
    ]);
  });

  it("values that are no messages are none", () => {
    for (const value of [null, "text", 7, {}, [], { q: 1 }, [1, 2], [{ page_content: "x" }]] as Json[])
      expect(messagesOf(value, "user")).toBeNull();
  });

  it("system instructions are a text, a list of parts or blocks", () => {
    for (const value of [
      "be short",
      [{ type: "text", content: "be short" }],
      [{ type: "text", text: "be short" }],
      [{ role: "system", parts: [{ type: "text", content: "be short" }] }],
    ])
      expect(instructionsOf(value)).toBe("be short");
  });
});
