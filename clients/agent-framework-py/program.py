import asyncio

from agent_framework import Agent, tool
from agent_framework.observability import configure_otel_providers
from agent_framework.openai import OpenAIChatClient, OpenAIChatCompletionClient
from openai import AsyncOpenAI
from opentelemetry import trace
from story import PLAIN, REFUSED, STREAM, SYSTEM, TOOL

configure_otel_providers()


@tool
def look_up_order(order_id: str) -> dict:
    """Finds an order."""
    return {"status": "in transit", "arrives": "Friday"}


async def orders(client):
    # The whole conversation is in each request: the provider keeps none.
    options = {"store": False}
    agent = Agent(client, SYSTEM, name="order-desk", tools=[look_up_order], default_options=options)
    await agent.run(PLAIN)
    async for _ in agent.run(STREAM, stream=True):
        pass
    await agent.run(TOOL)
    try:
        await agent.run(REFUSED)
    except Exception:
        return
    raise RuntimeError("The simulated provider should have refused.")


async def main():
    openai = AsyncOpenAI(max_retries=0)
    await orders(OpenAIChatCompletionClient("gpt-4o-mini", async_client=openai))
    await orders(OpenAIChatClient("gpt-4o-mini", async_client=openai))


asyncio.run(main())
trace.get_tracer_provider().shutdown()
