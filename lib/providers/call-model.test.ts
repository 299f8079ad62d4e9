import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { callModel } from "./call-model";
import type { Connection } from "./connect-provider";
import { lostInSending } from "./lost-in-sending";
import type { ModelRequest } from "./model-call";
import { ProviderFailure } from "./provider-failure";
import { connectionTo, type Said, startModelServer } from "./testing";

let server: Awaited<ReturnType<typeof startModelServer>>;
beforeAll(async () => {
  server = await startModelServer(() => ({ text: "Hello there, traveller." }));
});
afterAll(() => server.close());
beforeEach(() => {
  server.asked.length = 0;
  server.state.hungUp = 0;
  server.state.answering = () => ({ text: "Hello there, traveller." });
});

const REQUEST: ModelRequest = {
  model: "model-a",
  system: "You help travellers.",
  messages: [
    { role: "user", content: "Refund 4WQ150" },
    {
      role: "assistant",
      content: null,
      tool_calls: [
        { id: "c1", name: "find", arguments: { id: "4WQ150" } },
        { id: "c2", name: "lost", arguments: null },
      ],
    },
    { role: "tool", content: "found", tool_call_id: "c1" },
    {
      role: "user",
      content: [
        { type: "text", text: "And?" },
        { type: "media", modality: "image", bytes: 9 },
      ],
    },
  ],
  tools: [
    { name: "find", description: "Finds.", parameters: { type: "object", properties: { id: {} } } },
    { name: "web_search", configuration: { type: "web_search" } },
  ],
  parameters: {
    temperature: 0.3,
    max_tokens: 64,
    stop_sequences: ["END"],
    tool_choice: "auto",
    response_format: "json_object",
  },
};
const never = new AbortController().signal;
const call = (connection: Connection, request = REQUEST) => callModel(connection, request, { signal: never });
const failure = async (connection = connectionTo(server.url)): Promise<ProviderFailure> => {
  const error = await call(connection).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ProviderFailure);
  return error as ProviderFailure;
};

describe("a call in the words of", () => {
  it("OpenAI: a call without its result, and tools of another provider, are not sent", async () => {
    const pieces: string[] = [];
    const done = await callModel(connectionTo(server.url), REQUEST, {
      signal: never,
      onText: (text) => pieces.push(text),
    });
    expect(done).toMatchObject({
      answer: { text: "Hello there, traveller.", refusal: null, calls: [], finish: "stop" },
      model: "model-a-2026",
      usage: { prompt_tokens: 100, completion_tokens: 10 },
    });
    expect(pieces.join("")).toBe("Hello there, traveller.");
    expect(pieces.length).toBeGreaterThan(1);
    const [{ path, headers, body }] = server.asked as [(typeof server.asked)[0]];
    expect(path).toBe("/v1/chat/completions");
    expect(headers.authorization).toBe("Bearer sk-test-0123456789");
    expect(body).toEqual({
      model: "model-a",
      messages: [
        { role: "system", content: "You help travellers." },
        { role: "user", content: "Refund 4WQ150" },
        {
          role: "assistant",
          content: null,
          tool_calls: [
            { id: "c1", type: "function", function: { name: "find", arguments: '{"id":"4WQ150"}' } },
          ],
        },
        { role: "tool", tool_call_id: "c1", content: "found" },
        { role: "user", content: "And?" },
      ],
      tools: [
        {
          type: "function",
          function: {
            name: "find",
            description: "Finds.",
            parameters: { type: "object", properties: { id: {} } },
          },
        },
      ],
      temperature: 0.3,
      stop: ["END"],
      tool_choice: "auto",
      response_format: { type: "json_object" },
      max_tokens: 64,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it("Anthropic: users and the assistant take turns", async () => {
    const said: Said = {
      text: "One moment.",
      calls: [{ name: "find", arguments: { id: "4WQ150", deep: [1] } }],
    };
    server.state.answering = () => said;
    const done = await call(connectionTo(server.url, "anthropic"));
    expect(done).toMatchObject({
      answer: { text: "One moment.", calls: said.calls, finish: "tool_calls" },
      model: "claude-2026",
      usage: { input_tokens: 100, output_tokens: 10 },
    });
    const [{ path, headers, body }] = server.asked as [(typeof server.asked)[0]];
    expect(path).toBe("/v1/messages");
    expect(headers).toMatchObject({ "x-api-key": "sk-test-0123456789", "anthropic-version": "2023-06-01" });
    expect(body).toMatchObject({
      max_tokens: 64,
      system: "You help travellers.",
      tool_choice: { type: "auto" },
      stop_sequences: ["END"],
      messages: [
        { role: "user", content: [{ type: "text", text: "Refund 4WQ150" }] },
        {
          role: "assistant",
          content: [{ type: "tool_use", id: "c1", name: "find", input: { id: "4WQ150" } }],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "c1", content: "found" },
            { type: "text", text: "And?" },
          ],
        },
      ],
    });
  });

  it("tools, by both, where arguments come in pieces", async () => {
    const calls: NonNullable<Said["calls"]> = [
      { name: "find", arguments: { id: "4WQ150", note: "a longer text, in pieces" } },
      { name: "refund", arguments: {} },
    ];
    server.state.answering = () => ({ calls });
    for (const kind of ["openai", "anthropic"] as const)
      expect((await call(connectionTo(server.url, kind))).answer).toMatchObject({ text: "", calls });
  });

  it("a server that does not stream", async () => {
    server.state.answering = () => (response) =>
      response.writeHead(200, { "content-type": "application/json" }).end(
        JSON.stringify({
          model: "m",
          choices: [{ message: { content: null, refusal: "I cannot." }, finish_reason: "content_filter" }],
          usage: { prompt_tokens: 1, completion_tokens: 2 },
        }),
      );
    expect(await call(connectionTo(server.url))).toMatchObject({
      answer: { text: "", refusal: "I cannot.", finish: "content_filter" },
      ttftMs: null,
    });
    server.state.answering = () => (response) =>
      response.writeHead(200, { "content-type": "application/json" }).end(
        JSON.stringify({
          type: "message",
          content: [
            { type: "text", text: "Yes." },
            { type: "tool_use", name: "find", input: { a: 1 } },
          ],
          stop_reason: "tool_use",
        }),
      );
    expect((await call(connectionTo(server.url, "anthropic"))).answer).toEqual({
      text: "Yes.",
      refusal: null,
      calls: [{ name: "find", arguments: { a: 1 } }],
      finish: "tool_calls",
    });
  });
});

it("what is not sent again is said", () => {
  expect(lostInSending(REQUEST)).toEqual([
    "1\u00a0picture or file whose bytes were not recorded",
    "tools that the recorded provider runs itself: web_search",
    "1\u00a0tool call without a result",
  ]);
  expect(
    lostInSending({
      ...REQUEST,
      tools: [],
      messages: [{ role: "tool", content: "x", tool_call_id: "none" }],
    }),
  ).toEqual(["1\u00a0tool result that no call asked for"]);
});

describe("what goes wrong is told, with what to do", () => {
  const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    server.state.answering = () => (response) =>
      response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(JSON.stringify(body));
  };

  it.each([
    [401, /refuses the key \(401\).*Settings › Providers/, "refused"],
    [403, /does not let this key/, "refused"],
    [404, /no such model, or no such address/, "refused"],
    [400, /refuses the request \(400\)/, "refused"],
    [302, /redirects/, "refused"],
    [500, /fault of its own \(500\)/, "again"],
  ] as const)("%i", async (status, sentence, what) => {
    answer(
      status,
      { error: { message: "told by sk-test-0123456789 \u0007 itself." } },
      { location: "http://169.254.169.254/" },
    );
    const { message, what: kind } = await failure();
    expect(message).toMatch(sentence);
    expect(kind).toBe(what);
    expect(message).not.toContain("sk-test");
    if (status !== 302) expect(message).toContain("“told by ••• itself”");
    expect(server.asked).toHaveLength(1);
  });

  it("too many requests, with how long to wait", async () => {
    answer(429, { error: { message: "slow down" } }, { "retry-after": "7" });
    const told = await failure();
    expect(told.message).toMatch(/\(429\)\. Wait 7 s, or run fewer times/);
    expect(told.retryAfterMs).toBe(7000);
  });

  it("nothing of a body that is no error of an API", async () => {
    server.state.answering = () => (response) => response.writeHead(500).end("<html>internal secrets</html>");
    expect((await failure()).message).not.toContain("secrets");
  });

  it("streams that break, say an error, or are none", async () => {
    const sse = (text: string) => {
      server.state.answering = () => (response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(text);
        setImmediate(() => response.end());
      };
    };
    sse('data: {"error":{"message":"overloaded"}}\n\n');
    expect((await failure()).message).toMatch(/broke off its answer: “overloaded”/);
    sse("data: nonsense\n\n");
    expect((await failure()).message).toMatch(/cannot be read: a piece of its stream/);
    sse(": nothing\n\n");
    expect((await failure()).message).toMatch(/there is no answer in it/);
    server.state.answering = () => (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write('data: {"choices":[{"delta":{"content":"half"}}]}\n\n');
      setTimeout(() => response.destroy(), 20);
    };
    expect((await failure()).message).toMatch(/hung up before its answer was whole/);
    answer(200, ["no object"]);
    expect((await failure()).message).toMatch(/it is no JSON object/);
  });

  it("addresses of private networks, unless the setting allows them; those of clouds' secrets never", async () => {
    const here = { ...connectionTo(server.url), allowPrivate: false };
    expect((await failure(here)).message).toMatch(/private network; the setting RECOUNT_PRIVATE_WEBHOOKS=on/);
    expect((await failure({ ...here, baseUrl: "http://localhost:1/v1" })).message).toMatch(/private network/);
    for (const host of ["169.254.169.254", "metadata.google.internal", "[::ffff:169.254.169.254]"])
      expect((await failure({ ...connectionTo(server.url), baseUrl: `http://${host}/v1` })).message).toMatch(
        /is never sent to/,
      );
    expect(server.asked).toHaveLength(0);
  });

  it("nobody at the address", async () => {
    expect((await failure(connectionTo("http://127.0.0.1:1"))).message).toMatch(
      /Nobody answers at the address/,
    );
  });
});

it("a call that is cancelled ends at the provider, too", async () => {
  server.state.answering = () => ({ text: "a long answer ".repeat(50), pauseMs: 20 });
  const cancel = new AbortController();
  const running = callModel(connectionTo(server.url), REQUEST, {
    signal: cancel.signal,
    onText: () => cancel.abort(),
  });
  await expect(running).rejects.toMatchObject({ name: "AbortError" });
  await expect.poll(() => server.state.hungUp).toBe(1);
});
