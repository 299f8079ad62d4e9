import { SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { NodeSDK } from "@opentelemetry/sdk-node";
import OpenAI from "openai";
import { chatCompletions, lookUpOrder, SESSION, USER } from "./story.mjs";

const sdk = new NodeSDK({ traceExporter: new OTLPTraceExporter() });
sdk.start();
const tracer = trace.getTracer("order-desk");

/** A message of OpenAI in the words of the conventions. */
function toGenai({ role, content, tool_calls = [], tool_call_id }) {
  if (role === "tool")
    return { role, parts: [{ type: "tool_call_response", id: tool_call_id, response: content }] };
  const calls = tool_calls.map(({ id, function: { name, arguments: args } }) => ({
    type: "tool_call",
    id,
    name,
    arguments: JSON.parse(args),
  }));
  return { role, parts: [...(content ? [{ type: "text", content }] : []), ...calls] };
}

/** One span for each call, as an application writes it that has no instrumentation. */
const traced = (create) => async (request) => {
  const span = tracer.startSpan(`chat ${request.model}`, {
    kind: SpanKind.CLIENT,
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": request.model,
      "gen_ai.request.temperature": request.temperature,
      "gen_ai.request.stream": request.stream === true,
      "gen_ai.input.messages": JSON.stringify(request.messages.map(toGenai)),
    },
  });
  const startedAt = performance.now();
  const finish = ({ id, model, usage }, reason, message) => {
    span.setAttributes({
      "gen_ai.response.id": id,
      "gen_ai.response.model": model,
      "gen_ai.response.finish_reasons": [reason],
      "gen_ai.usage.input_tokens": usage.prompt_tokens,
      "gen_ai.usage.output_tokens": usage.completion_tokens,
      "gen_ai.usage.cache_read.input_tokens": usage.prompt_tokens_details.cached_tokens,
      "gen_ai.output.messages": JSON.stringify([{ ...toGenai(message), finish_reason: reason }]),
    });
    span.end();
  };
  let response;
  try {
    response = await create(request);
  } catch (error) {
    span.setAttribute("error.type", error.constructor.name);
    span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
    span.end();
    throw error;
  }
  if (request.stream !== true) {
    finish(response, response.choices[0].finish_reason, response.choices[0].message);
    return response;
  }
  return (async function* () {
    let [content, reason] = ["", null];
    for await (const chunk of response) {
      const choice = chunk.choices[0];
      if (choice?.delta.content) {
        if (content === "")
          span.setAttribute("gen_ai.response.time_to_first_chunk", (performance.now() - startedAt) / 1000);
        content += choice.delta.content;
      }
      reason = choice?.finish_reason ?? reason;
      if (chunk.usage) finish(chunk, reason, { role: "assistant", content });
      yield chunk;
    }
  })();
};

const openai = new OpenAI({ maxRetries: 0 });
const completions = openai.chat.completions;
completions.create = traced(completions.create.bind(completions));

const runTool = (args) =>
  tracer.startActiveSpan("execute_tool look_up_order", async (span) => {
    const result = await lookUpOrder(args);
    span.setAttributes({
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "look_up_order",
      "gen_ai.tool.call.arguments": JSON.stringify(args),
      "gen_ai.tool.call.result": JSON.stringify(result),
    });
    span.end();
    return result;
  });

await tracer.startActiveSpan("order-desk", async (root) => {
  root.setAttributes({ "session.id": SESSION, "user.id": USER, "recount.feature": "orders" });
  await chatCompletions(openai, runTool);
  root.end();
});
await sdk.shutdown();
