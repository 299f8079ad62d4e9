import { type ClientGuide, otelVariables } from "./client";

/** OpenTelemetry for Python with the GenAI conventions written by hand. */
export const pythonOtel: ClientGuide = {
  id: "python",
  label: "Python",
  steps: (target) => [
    {
      title: "Terminal: install",
      code: "pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http",
    },
    otelVariables(target),
    {
      title: "first_trace.py",
      note: "Run it with: python first_trace.py",
      code: `import json

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)


def message(role, content):
    return json.dumps([{"role": role, "parts": [{"type": "text", "content": content}]}])


with trace.get_tracer("my-app").start_as_current_span("chat gpt-4o-mini", kind=trace.SpanKind.CLIENT) as span:
    span.set_attribute("gen_ai.operation.name", "chat")
    span.set_attribute("gen_ai.provider.name", "openai")
    span.set_attribute("gen_ai.request.model", "gpt-4o-mini")
    span.set_attribute("recount.feature", "first-steps")
    span.set_attribute("gen_ai.input.messages", message("user", "Where is my order?"))
    # … call the model here …
    span.set_attribute("gen_ai.output.messages", message("assistant", "It left the warehouse this morning."))
    span.set_attribute("gen_ai.usage.input_tokens", 31)
    span.set_attribute("gen_ai.usage.output_tokens", 9)

provider.shutdown()  # sends what is still waiting`,
    },
  ],
};
