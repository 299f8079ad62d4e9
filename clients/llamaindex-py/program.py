import asyncio
import os

from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.instrumentation.dispatcher import instrument_tags
from llama_index.core.llms import ChatMessage
from llama_index.llms.anthropic import Anthropic
from llama_index.llms.openai import OpenAI
from llama_index.observability.otel import LlamaIndexOpenTelemetry
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from story import PLAIN, REFUSED, SESSION, STREAM, SYSTEM, TOOL, USER, refused

LlamaIndexOpenTelemetry(span_exporter=OTLPSpanExporter()).start_registering()


def look_up_order(order_id: str) -> dict:
    """Finds an order."""
    return {"status": "in transit", "arrives": "Friday"}


def asked(question):
    return [ChatMessage(role="system", content=SYSTEM), ChatMessage(role="user", content=question)]


async def agent(llm):
    desk = FunctionAgent(tools=[look_up_order], llm=llm, system_prompt=SYSTEM, streaming=False)
    await desk.run(user_msg=TOOL)


def orders(llm):
    llm.chat(asked(PLAIN))
    for _ in llm.stream_chat(asked(STREAM)):
        pass
    asyncio.run(agent(llm))
    refused(lambda: llm.chat(asked(REFUSED)))


with instrument_tags({"session.id": SESSION, "user.id": USER}):
    orders(
        OpenAI(
            "gpt-4o-mini",
            api_base=os.environ["OPENAI_BASE_URL"],
            max_retries=0,
            additional_kwargs={"stream_options": {"include_usage": True}},
        )
    )
    orders(Anthropic("claude-sonnet-4-5", max_retries=0))
trace.get_tracer_provider().shutdown()
