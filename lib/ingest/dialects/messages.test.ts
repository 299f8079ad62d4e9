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

  it.each<[string, Json, object]>([
    [
      "OpenAI's picture",
      { type: "image_url", image_url: { url: "https://a.example/x.png" } },
      { modality: "image", uri: "https://a.example/x.png" },
    ],
    [
      "OpenAI's sound",
      { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } },
      { modality: "audio", mime_type: "audio/wav", bytes: 3 },
    ],
    ["OpenAI's file", { type: "file", file: { file_id: "file_1" } }, { modality: "file", file_id: "file_1" }],
    [
      "a picture of the Responses API",
      { type: "input_image", image_url: "data:image/png;base64,AAAA" },
      { modality: "image", mime_type: "image/png", bytes: 3 },
    ],
    [
      "a file of the Responses API",
      { type: "input_file", file_id: "file_1" },
      { modality: "file", file_id: "file_1" },
    ],
    [
      "GenAI's blob",
      { type: "blob", modality: "image", mime_type: "image/png", content: "AAAA" },
      { modality: "image", mime_type: "image/png", bytes: 3 },
    ],
    [
      "GenAI's file",
      { type: "file", modality: "video", file_id: "file_1" },
      { modality: "video", file_id: "file_1" },
    ],
    [
      "Pydantic AI's address",
      { type: "audio-url", url: "https://a.example/x.mp3" },
      { modality: "audio", uri: "https://a.example/x.mp3" },
    ],
    [
      "Pydantic AI's bytes",
      { type: "binary", media_type: "image/png", content: "AAAA" },
      { modality: "image", mime_type: "image/png", bytes: 3 },
    ],
    [
      "the AI SDK's file",
      { type: "file", data: "AAAA", mediaType: "application/pdf" },
      { modality: "file", mime_type: "application/pdf", bytes: 3 },
    ],
    [
      "Anthropic's document by address",
      { type: "document", source: { type: "url", url: "https://a.example/x.pdf" } },
      { modality: "file", uri: "https://a.example/x.pdf" },
    ],
    [
      "Google's bytes",
      { inlineData: { mimeType: "image/png", data: "AAAA" } },
      { modality: "image", mime_type: "image/png", bytes: 3 },
    ],
    [
      "Google's bytes in Python",
      { inline_data: { mime_type: "image/png", data: "AAAA" } },
      { modality: "image", mime_type: "image/png", bytes: 3 },
    ],
    [
      "Google's file",
      { file_data: { mime_type: "video/mp4", file_uri: "gs://b/x.mp4" } },
      { modality: "video", mime_type: "video/mp4", uri: "gs://b/x.mp4" },
    ],
    [
      "Bedrock's picture",
      { image: { format: "png", source: { bytes: "AAAA" } } },
      { modality: "image", mime_type: "image/png", bytes: 3 },
    ],
    [
      "Bedrock's document",
      { document: { format: "pdf", name: "x", source: { s3Location: { uri: "s3://b/x.pdf" } } } },
      { modality: "document", mime_type: "application/pdf", uri: "s3://b/x.pdf" },
    ],
  ])("%s", (_, value, expected) =>
    expect(messagesOf([{ role: "user", content: [value] }], "user")?.[0]?.content).toEqual([
      { type: "media", ...expected },
    ]),
  );

  it("base64 in parts of unknown kind and in tools' results is counted, too", () => {
    const base64 = "A".repeat(4000);
    const said = messagesOf(
      [
        { type: "image_generation_call", id: "ig_1", result: base64 },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "t", content: [{ type: "image", source: { data: base64 } }] },
          ],
        },
      ],
      "assistant",
    );
    expect(JSON.stringify(said)).not.toContain(base64);
    expect(JSON.stringify(said)).toContain("[base64: 3000 bytes]");
  });

  it.each<[string, Json, object]>([
    [
      "a tool of the provider, asked for",
      { type: "server_tool_use", id: "s1", name: "web_search", input: { q: 1 } },
      { role: "assistant", tool_calls: [{ id: "s1", name: "web_search", arguments: { q: 1 } }] },
    ],
    [
      "a tool of the provider, in GenAI's newest words",
      { type: "server_tool_call", id: "s1", name: "web_search", server_tool_call: { q: 1 } },
      { tool_calls: [{ id: "s1", name: "web_search", arguments: { q: 1 } }] },
    ],
    [
      "its answer",
      { type: "server_tool_call_response", id: "s1", server_tool_call_response: "x" },
      { role: "tool", tool_call_id: "s1", content: "x" },
    ],
    [
      "its answer, of Anthropic",
      { type: "web_fetch_tool_result", tool_use_id: "s1", content: "x" },
      { role: "tool", tool_call_id: "s1", content: "x" },
    ],
    [
      "a tool of another server",
      { type: "mcp_tool_use", id: "m1", name: "f", input: {} },
      { tool_calls: [{ id: "m1", name: "f" }] },
    ],
    [
      "a compaction",
      { type: "compaction", id: "c1" },
      { content: [{ type: "other", value: { type: "compaction", id: "c1" } }] },
    ],
    ["Google's thought", { text: "hm", thought: true }, { content: [{ type: "reasoning", text: "hm" }] }],
    [
      "Google's call in Python",
      { function_call: { id: "t1", name: "f", args: { a: 1 } } },
      { tool_calls: [{ id: "t1", name: "f", arguments: { a: 1 } }] },
    ],
    [
      "Google's answer in Python",
      { function_response: { id: "t1", name: "f", response: { a: 1 } } },
      { role: "tool", name: "f", content: '{"a":1}' },
    ],
    [
      "Bedrock's call",
      { toolUse: { toolUseId: "t1", name: "f", input: { a: 1 } } },
      { tool_calls: [{ id: "t1", name: "f", arguments: { a: 1 } }] },
    ],
    [
      "Bedrock's answer",
      { toolResult: { toolUseId: "t1", content: [{ text: "x" }] } },
      { role: "tool", tool_call_id: "t1", content: "x" },
    ],
    [
      "Bedrock's thought",
      { reasoningContent: { reasoningText: { text: "hm" } } },
      { content: [{ type: "reasoning", text: "hm" }] },
    ],
  ])("%s", (_, value, expected) =>
    expect(messagesOf([{ role: "assistant", content: [value] }], "assistant")).toMatchObject([expected]),
  );

  it("Bedrock's results in a message of a tool are read, not shown as JSON", () =>
    expect(
      messagesOf(
        [
          {
            role: "tool",
            content: [{ toolResult: { toolUseId: "t1", status: "success", content: [{ text: "x" }] } }],
          },
        ],
        "user",
      ),
    ).toEqual([{ role: "tool", tool_call_id: "t1", content: "x" }]));

  it.each<[string, Json, object]>([
    [
      "Gemini's answer",
      { candidates: [{ content: { role: "model", parts: [{ text: "hello" }] }, finishReason: "STOP" }] },
      { role: "assistant", content: "hello" },
    ],
    [
      "Gemini's contents without a role",
      { contents: [{ parts: [{ text: "hello" }] }] },
      { role: "assistant", content: "hello" },
    ],
    [
      "Bedrock's answer",
      { output: { message: { role: "assistant", content: [{ text: "hello" }] } }, stopReason: "end_turn" },
      { content: "hello" },
    ],
    [
      "LangChain's dictionaries",
      [{ type: "ai", content: "hello", tool_calls: [] }],
      { role: "assistant", content: "hello" },
    ],
    [
      "LangChain's dictionaries with data",
      [{ type: "ai", data: { content: "hello" } }],
      { role: "assistant", content: "hello" },
    ],
    [
      "LangChain's chunks",
      [
        {
          lc: 1,
          type: "constructor",
          id: ["langchain_core", "messages", "AIMessageChunk"],
          kwargs: { content: "hello" },
        },
      ],
      { role: "assistant", content: "hello" },
    ],
    [
      "what a built-in tool did, among the answers of the Responses API",
      {
        output: [
          { type: "web_search_call", id: "ws_1", status: "completed" },
          { type: "message", role: "assistant", content: [{ type: "output_text", text: "hello" }] },
        ],
      },
      { role: "assistant", content: [{ type: "other" }] },
    ],
    [
      "OpenAI's oldest call",
      { role: "assistant", content: null, function_call: { name: "f", arguments: "{}" } },
      { tool_calls: [{ id: null, name: "f", arguments: {} }] },
    ],
    [
      "a tool with free text",
      [{ type: "custom_tool_call", call_id: "t1", name: "f", input: "x = 1" }],
      { tool_calls: [{ id: "t1", name: "f", arguments: "x = 1" }] },
    ],
  ])("%s", (_, value, expected) => expect(messagesOf(value, "assistant")?.[0]).toMatchObject(expected));

  it("roles: known ones have one word, others stay", () => {
    const roles = ["human", "ai", "model", "function", "developer", "narrator"];
    expect(roles.map((role) => messagesOf([{ role, content: "x" }], "user")?.[0]?.role)).toEqual([
      "user",
      "assistant",
      "assistant",
      "tool",
      "developer",
      "narrator",
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

describe("what proves a thought, and what was heard", () => {
  it.each([
    [
      { type: "thinking", thinking: "So.", signature: "sig" },
      { type: "reasoning", text: "So.", signature: "sig" },
    ],
    [
      { type: "redacted_thinking", data: "AAAA" },
      { type: "reasoning", text: "", encrypted: "AAAA" },
    ],
    [
      { type: "reasoning", summary: [], encrypted_content: "gAAA" },
      { type: "reasoning", text: "", encrypted: "gAAA" },
    ],
    [
      { text: "Hm.", thought: true, thoughtSignature: "sig" },
      { type: "reasoning", text: "Hm.", signature: "sig" },
    ],
    [
      { type: "audio", audio: { audio: { url: "https://a/b.wav", transcript: "Hello." } } },
      { type: "media", modality: "audio", uri: "https://a/b.wav", transcript: "Hello." },
    ],
    [
      { type: "input_audio", input_audio: { data: "AAAA", format: "wav", transcript: "Hello." } },
      { type: "media", modality: "audio", mime_type: "audio/wav", bytes: 3, transcript: "Hello." },
    ],
  ])("is kept: %j", (part, kept) => {
    expect(messagesOf([{ role: "assistant", content: [part] }], "assistant")).toEqual([
      { role: "assistant", content: [kept] },
    ]);
  });

  it("is no part where it says nothing", () => {
    expect(
      messagesOf([{ role: "assistant", content: [{ type: "reasoning", summary: [] }, "Hi."] }], "assistant"),
    ).toEqual([{ role: "assistant", content: "Hi." }]);
  });
});
