import { QUESTION, refused, SYSTEM } from "./story.mjs";

/**
 * What the programs of every AI SDK version do. `settings(functionId)` are the version's telemetry settings for a call, `tool` its
 * definition of the tool, `steps` its way to say that there may be two.
 */
export async function conversation({
  ai,
  chat,
  responses,
  claude,
  embedding,
  tool,
  steps,
  settings,
  system,
}) {
  const ask = (model, prompt, more = {}) => ({
    model,
    ...system(SYSTEM),
    prompt,
    maxRetries: 0,
    ...settings("orders"),
    ...more,
  });
  const read = async (stream) => {
    for await (const _ of stream.textStream);
  };
  await ai.generateText(ask(chat, QUESTION.plain));
  await read(ai.streamText(ask(chat, QUESTION.stream)));
  await ai.generateText(ask(chat, QUESTION.tool, { tools: { look_up_order: tool }, ...steps }));
  await refused(() => ai.generateText(ask(chat, QUESTION.refused)));
  await read(ai.streamText(ask(responses, QUESTION.stream)));
  await ai.generateText(ask(claude, QUESTION.plain));
  await read(ai.streamText(ask(claude, QUESTION.stream)));
  await ai.embed({ model: embedding, value: "order A-17", ...settings("orders") });
}
