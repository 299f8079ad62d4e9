from haystack import Pipeline
from haystack.components.agents import Agent
from haystack.components.builders import ChatPromptBuilder
from haystack.components.embedders import OpenAITextEmbedder
from haystack.components.generators.chat import OpenAIChatGenerator
from haystack.dataclasses import ChatMessage
from haystack.tools import tool
from haystack_integrations.components.connectors.opentelemetry import OpenTelemetryConnector
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from story import PLAIN, REFUSED, STREAM, SYSTEM, TOOL, refused

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)


@tool
def look_up_order(order_id: str) -> dict:
    """Finds an order."""
    return {"status": "in transit", "arrives": "Friday"}


def generator(**more):
    return OpenAIChatGenerator(model="gpt-4o-mini", max_retries=0, **more)


def ask(question, **more):
    pipeline = Pipeline()
    pipeline.add_component("tracer", OpenTelemetryConnector())
    pipeline.add_component("prompt", ChatPromptBuilder(variables=["question"]))
    pipeline.add_component("llm", generator(**more))
    pipeline.connect("prompt.prompt", "llm.messages")
    template = [ChatMessage.from_system(SYSTEM), ChatMessage.from_user("{{ question }}")]
    pipeline.run({"prompt": {"template": template, "question": question}})


ask(PLAIN)
ask(
    STREAM,
    streaming_callback=lambda chunk: None,
    generation_kwargs={"stream_options": {"include_usage": True}},
)
agent = Agent(chat_generator=generator(), tools=[look_up_order], system_prompt=SYSTEM)
agent.run(messages=[ChatMessage.from_user(TOOL)])
refused(lambda: ask(REFUSED))
embed = Pipeline()
embed.add_component("embedder", OpenAITextEmbedder(model="text-embedding-3-small", max_retries=0))
embed.run({"embedder": {"text": "order A-17"}})
provider.shutdown()
