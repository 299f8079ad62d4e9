import asyncio
import json

from agents import (
    Agent,
    ModelSettings,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    Runner,
    function_tool,
)
from openai import AsyncOpenAI
from openinference.instrumentation import using_attributes
from openinference.instrumentation.openai_agents import OpenAIAgentsInstrumentor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from story import PLAIN, REFUSED, SESSION, STREAM, SYSTEM, TOOL, USER

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
OpenAIAgentsInstrumentor().instrument(tracer_provider=provider)


@function_tool
def look_up_order(order_id: str) -> str:
    """Finds an order."""
    return json.dumps({"status": "in transit", "arrives": "Friday"})


async def orders(model):
    agent = Agent(
        name="order desk",
        instructions=SYSTEM,
        tools=[look_up_order],
        model=model,
        model_settings=ModelSettings(include_usage=True),
    )
    await Runner.run(agent, PLAIN)
    async for _ in Runner.run_streamed(agent, STREAM).stream_events():
        pass
    await Runner.run(agent, TOOL)
    try:
        await Runner.run(agent, REFUSED)
    except Exception:
        return
    raise RuntimeError("The simulated provider should have refused.")


async def main():
    client = AsyncOpenAI(max_retries=0)
    with using_attributes(session_id=SESSION, user_id=USER):
        await orders(OpenAIResponsesModel("gpt-4o-mini", client))
        await orders(OpenAIChatCompletionsModel("gpt-4o-mini", client))


asyncio.run(main())
provider.shutdown()
