import { type ClientGuide, otelVariables } from "./client";

/** OpenInference for Python: patches the provider's own client. */
export const openinferencePython: ClientGuide = {
  id: "openinference-python",
  label: "OpenInference Python",
  steps: (target) => [
    {
      title: "Terminal: install",
      code: "pip install openai openinference-instrumentation-openai opentelemetry-sdk opentelemetry-exporter-otlp-proto-http",
    },
    otelVariables(target),
    {
      title: "first_trace.py",
      note: "Needs OPENAI_API_KEY. There are sister packages for Anthropic, LangChain, LlamaIndex, Bedrock and others.",
      code: `from openai import OpenAI
from openinference.instrumentation.openai import OpenAIInstrumentor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
OpenAIInstrumentor().instrument(tracer_provider=provider)

completion = OpenAI().chat.completions.create(
    model="gpt-4o-mini",
    messages=[
        {"role": "system", "content": "You answer questions about orders in one sentence."},
        {"role": "user", "content": "Where is my order?"},
    ],
)
print(completion.choices[0].message.content)

provider.shutdown()  # sends what is still waiting`,
    },
  ],
};
