import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { QUESTION, SESSION, SYSTEM, USER } from "./story.mjs";

/** An application without SDKs: one call, one span in OTLP's JSON form, sent to a Collector next to it. */
const port = await new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port: free } = server.address();
    server.close(() => resolve(free));
  });
});
const collector = spawn(process.argv[2], ["collector.yaml"], {
  env: { ...process.env, COLLECTOR_PORT: String(port) },
  stdio: "inherit",
});

const nanoseconds = () => `${BigInt(Date.now()) * 1_000_000n}`;
const attribute = ([key, value]) => ({
  key,
  value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
});
const text = (role, content) => JSON.stringify([{ role, parts: [{ type: "text", content }] }]);

const startTimeUnixNano = nanoseconds();
const answer = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
  method: "POST",
  body: JSON.stringify({
    model: "gpt-4o-mini",
    messages: [
      { role: "system", content: SYSTEM },
      { role: "user", content: QUESTION.plain },
    ],
  }),
});
const { model, usage, choices } = await answer.json();
const attributes = Object.entries({
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "openai",
  "gen_ai.request.model": "gpt-4o-mini",
  "gen_ai.response.model": model,
  "gen_ai.response.finish_reasons": choices[0].finish_reason,
  "gen_ai.usage.input_tokens": usage.prompt_tokens,
  "gen_ai.usage.output_tokens": usage.completion_tokens,
  "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: SYSTEM }]),
  "gen_ai.input.messages": text("user", QUESTION.plain),
  "gen_ai.output.messages": text("assistant", choices[0].message.content),
  "session.id": SESSION,
  "user.id": USER,
}).map(attribute);
attributes.push({ key: "gen_ai.request.stream", value: { boolValue: false } });
const span = {
  traceId: randomBytes(16).toString("hex"),
  spanId: randomBytes(8).toString("hex"),
  name: "chat gpt-4o-mini",
  kind: 3,
  startTimeUnixNano,
  endTimeUnixNano: nanoseconds(),
  attributes,
};
const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });

const send = () =>
  fetch(`http://127.0.0.1:${port}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  }).catch(() => null);
for (let sent = await send(); sent?.ok !== true; sent = await send()) {
  if (collector.exitCode !== null) throw new Error("The Collector ended before it listened.");
  await new Promise((resolve) => setTimeout(resolve, 100));
}
// Told to end it sends what it holds.
collector.kill("SIGTERM");
await new Promise((resolve) => collector.once("exit", resolve));
