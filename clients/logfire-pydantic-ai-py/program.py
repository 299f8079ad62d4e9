import asyncio

import logfire
from openai import AsyncOpenAI
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider
from story import PLAIN, REFUSED, STREAM, SYSTEM, TOOL, look_up_order

logfire.configure(service_name="order-desk", console=False)
logfire.instrument_pydantic_ai()

openai = OpenAIProvider(openai_client=AsyncOpenAI(max_retries=0))
agent = Agent(OpenAIChatModel("gpt-4o-mini", provider=openai), name="orders", system_prompt=SYSTEM, retries=0)
helper = Agent(agent.model, name="orders", system_prompt=SYSTEM, tools=[look_up_order])


async def orders():
    await agent.run(PLAIN)
    async with agent.run_stream(STREAM) as result:
        async for _ in result.stream_text():
            pass
    await helper.run(TOOL)
    try:
        await agent.run(REFUSED)
    except Exception:
        return
    raise RuntimeError("The simulated provider should have refused.")


asyncio.run(orders())
logfire.shutdown()
