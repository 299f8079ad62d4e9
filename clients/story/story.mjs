/** What every JavaScript program does: the same questions to a simulated provider, with the provider's own client. */

export const SESSION = "session-1";
export const USER = "user-1";
export const SYSTEM = "You are the order desk. Answer in one sentence.";
export const QUESTION = {
  plain: "Where is order A-17?",
  stream: "Tell me the story of order A-17.",
  tool: "When does order A-17 arrive?",
  refused: "Break the limit.",
};
export const ORDER_SCHEMA = {
  type: "object",
  properties: { order_id: { type: "string" } },
  required: ["order_id"],
};

/** The tool; programs wrap it in their client's span where it has one. */
export const lookUpOrder = async () => ({ status: "in transit", arrives: "Friday" });

const chat = (question, more = {}) => ({
  model: "gpt-4o-mini",
  temperature: 0.2,
  messages: [
    { role: "system", content: SYSTEM },
    { role: "user", content: question },
  ],
  ...more,
});

/** Chat completions: plain, streamed with usage, with a tool, refused. `runTool` runs the tool as the client wants it run. */
export async function chatCompletions(openai, runTool = lookUpOrder) {
  await openai.chat.completions.create(chat(QUESTION.plain));

  const stream = await openai.chat.completions.create(
    chat(QUESTION.stream, { stream: true, stream_options: { include_usage: true } }),
  );
  for await (const _ of stream);

  const tools = [{ type: "function", function: { name: "look_up_order", parameters: ORDER_SCHEMA } }];
  const request = chat(QUESTION.tool, { tools });
  const { message } = (await openai.chat.completions.create(request)).choices[0];
  const [call] = message.tool_calls;
  const result = await runTool(JSON.parse(call.function.arguments));
  await openai.chat.completions.create({
    ...request,
    messages: [
      ...request.messages,
      message,
      { role: "tool", tool_call_id: call.id, content: JSON.stringify(result) },
    ],
  });

  await refused(() => openai.chat.completions.create(chat(QUESTION.refused)));
}

/** The Responses API, streamed, and embeddings. */
export async function responses(openai) {
  const stream = await openai.responses.create({
    model: "gpt-4o-mini",
    instructions: SYSTEM,
    input: QUESTION.stream,
    stream: true,
  });
  for await (const _ of stream);
}

export const embeddings = (openai) =>
  openai.embeddings.create({ model: "text-embedding-3-small", input: "order A-17" });

const ask = (question, more = {}) => ({
  model: "claude-sonnet-4-5",
  max_tokens: 200,
  system: SYSTEM,
  messages: [{ role: "user", content: question }],
  ...more,
});

/** Anthropic's messages: plain, streamed with cache usage, with a tool, refused. */
export async function messages(anthropic, runTool = lookUpOrder) {
  await anthropic.messages.create(ask(QUESTION.plain));

  const stream = await anthropic.messages.create(ask(QUESTION.stream, { stream: true }));
  for await (const _ of stream);

  const tools = [{ name: "look_up_order", description: "Finds an order", input_schema: ORDER_SCHEMA }];
  const request = ask(QUESTION.tool, { tools });
  const { content } = await anthropic.messages.create(request);
  const call = content.find(({ type }) => type === "tool_use");
  const result = await runTool(call.input);
  await anthropic.messages.create({
    ...request,
    messages: [
      ...request.messages,
      { role: "assistant", content },
      {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: call.id, content: JSON.stringify(result) }],
      },
    ],
  });

  await refused(() => anthropic.messages.create(ask(QUESTION.refused)));
}

/** A call that the provider answers with 429. */
export async function refused(call) {
  try {
    await call();
  } catch {
    return;
  }
  throw new Error("The simulated provider should have refused.");
}
