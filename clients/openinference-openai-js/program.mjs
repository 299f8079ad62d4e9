import { OpenAIInstrumentation } from "@arizeai/openinference-instrumentation-openai";
import { setSession, setUser } from "@arizeai/openinference-core";
import { register } from "@arizeai/phoenix-otel";
import { context } from "@opentelemetry/api";
import OpenAI from "openai";
import { chatCompletions, embeddings, responses, SESSION, USER } from "./story.mjs";

const instrumentation = new OpenAIInstrumentation();
instrumentation.manuallyInstrument(OpenAI);
const provider = register({ projectName: "order-desk", instrumentations: [instrumentation] });

const openai = new OpenAI({ maxRetries: 0 });
const withPeople = setUser(setSession(context.active(), { sessionId: SESSION }), { userId: USER });
await context.with(withPeople, async () => {
  await chatCompletions(openai);
  await responses(openai);
  await embeddings(openai);
});

await provider.shutdown();
