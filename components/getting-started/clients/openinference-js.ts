import { type ClientGuide, otelVariables } from "./client";

/** OpenInference for JavaScript: patches the provider's own client. */
export const openinferenceJs: ClientGuide = {
  id: "openinference-js",
  label: "OpenInference JS",
  steps: (target) => [
    {
      title: "Terminal: install",
      code: "npm install openai @arizeai/openinference-instrumentation-openai @opentelemetry/sdk-node @opentelemetry/exporter-trace-otlp-proto",
    },
    otelVariables(target),
    {
      title: "first-trace.mjs",
      note: "Needs OPENAI_API_KEY. There are sister packages for Anthropic, LangChain and the OpenAI Agents SDK.",
      code: `import { OpenAIInstrumentation } from "@arizeai/openinference-instrumentation-openai";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { NodeSDK } from "@opentelemetry/sdk-node";
import OpenAI from "openai";

const instrumentation = new OpenAIInstrumentation();
instrumentation.manuallyInstrument(OpenAI); // ES modules cannot be patched while they load
const sdk = new NodeSDK({
  traceExporter: new OTLPTraceExporter(),
  instrumentations: [instrumentation],
});
sdk.start();

const completion = await new OpenAI().chat.completions.create({
  model: "gpt-4o-mini",
  messages: [
    { role: "system", content: "You answer questions about orders in one sentence." },
    { role: "user", content: "Where is my order?" },
  ],
});
console.log(completion.choices[0].message.content);

await sdk.shutdown(); // sends what is still waiting`,
    },
  ],
};
