import asyncio
import json
import logging

from openai import AsyncOpenAI
from opentelemetry import trace
from opentelemetry._logs import set_logger_provider
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

tracers = TracerProvider()
tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(tracers)
# Messages travel as log records.
loggers = LoggerProvider()
loggers.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
set_logger_provider(loggers)
handler = LoggingHandler(logger_provider=loggers)
handler.addFilter(logging.Filter("semantic_kernel"))
logging.getLogger().addHandler(handler)
logging.getLogger().setLevel(logging.INFO)

from semantic_kernel.agents import ChatCompletionAgent
from semantic_kernel.connectors.ai.open_ai import OpenAIChatCompletion
from semantic_kernel.functions import kernel_function
from story import PLAIN, REFUSED, STREAM, SYSTEM, TOOL


class Orders:
    @kernel_function(description="Finds an order")
    def look_up_order(self, order_id: str) -> str:
        return json.dumps({"status": "in transit", "arrives": "Friday"})


def agent():
    service = OpenAIChatCompletion(ai_model_id="gpt-4o-mini", async_client=AsyncOpenAI(max_retries=0))
    return ChatCompletionAgent(service=service, name="order-desk", instructions=SYSTEM, plugins=[Orders()])


async def main():
    await agent().get_response(messages=PLAIN)
    async for _ in agent().invoke_stream(messages=STREAM):
        pass
    await agent().get_response(messages=TOOL)
    try:
        await agent().get_response(messages=REFUSED)
    except Exception:
        return
    raise RuntimeError("The simulated provider should have refused.")


asyncio.run(main())
tracers.shutdown()
loggers.shutdown()
