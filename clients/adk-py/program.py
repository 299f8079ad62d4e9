import asyncio
import os

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # the list that comes with the package

from google.adk.agents import Agent
from google.adk.agents.run_config import RunConfig, StreamingMode
from google.adk.models.lite_llm import LiteLlm
from google.adk.runners import InMemoryRunner
from google.genai import types
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from story import PLAIN, REFUSED, SESSION, STREAM, SYSTEM, TOOL, USER

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)


def look_up_order(order_id: str) -> dict:
    """Finds an order."""
    return {"status": "in transit", "arrives": "Friday"}


async def ask(model, question, mode=StreamingMode.NONE):
    agent = Agent(
        name="order_desk",
        model=LiteLlm(model=model, max_retries=0),
        instruction=SYSTEM,
        tools=[look_up_order],
    )
    runner = InMemoryRunner(agent=agent, app_name="orders")
    await runner.session_service.create_session(app_name="orders", user_id=USER, session_id=SESSION)
    message = types.Content(role="user", parts=[types.Part(text=question)])
    run_config = RunConfig(streaming_mode=mode)
    async for _ in runner.run_async(
        user_id=USER, session_id=SESSION, new_message=message, run_config=run_config
    ):
        pass


async def orders(model):
    await ask(model, PLAIN)
    await ask(model, STREAM, StreamingMode.SSE)
    await ask(model, TOOL)
    try:
        await ask(model, REFUSED)
    except Exception:
        return
    raise RuntimeError("The simulated provider should have refused.")


asyncio.run(orders("openai/gpt-4o-mini"))
asyncio.run(orders("anthropic/claude-sonnet-4-5"))
provider.shutdown()
