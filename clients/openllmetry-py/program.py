import anthropic
import openai
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.anthropic import AnthropicInstrumentor
from opentelemetry.instrumentation.openai import OpenAIInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from story import chat_completions, messages

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
OpenAIInstrumentor().instrument()
AnthropicInstrumentor().instrument()

# Under one span, as in an application: Anthropic's client writes spans of its own beside the instrumentation's.
with trace.get_tracer("order-desk").start_as_current_span("orders"):
    chat_completions(openai.OpenAI(max_retries=0))
    messages(anthropic.Anthropic(max_retries=0))
provider.shutdown()
