import anthropic
import openai
from openinference.instrumentation import using_attributes
from openinference.instrumentation.anthropic import AnthropicInstrumentor
from openinference.instrumentation.openai import OpenAIInstrumentor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from story import SESSION, USER, chat_completions, embeddings, messages, responses

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
OpenAIInstrumentor().instrument(tracer_provider=provider)
AnthropicInstrumentor().instrument(tracer_provider=provider)

with using_attributes(session_id=SESSION, user_id=USER):
    client = openai.OpenAI(max_retries=0)
    chat_completions(client)
    responses(client)
    embeddings(client)
    messages(anthropic.Anthropic(max_retries=0))
provider.shutdown()
