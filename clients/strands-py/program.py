from story import PLAIN, REFUSED, SESSION, STREAM, SYSTEM, TOOL, USER, refused
from strands import Agent, tool
from strands.models.anthropic import AnthropicModel
from strands.models.openai import OpenAIModel
from strands.telemetry import StrandsTelemetry

telemetry = StrandsTelemetry().setup_otlp_exporter()


@tool
def look_up_order(order_id: str) -> dict:
    """Finds an order.

    Args:
        order_id: its number
    """
    return {"status": "in transit", "arrives": "Friday"}


def agent(model):
    return Agent(
        name="order-desk",
        model=model,
        system_prompt=SYSTEM,
        tools=[look_up_order],
        callback_handler=None,
        retry_strategy=None,
        trace_attributes={"session.id": SESSION, "user.id": USER},
    )


def openai():
    return OpenAIModel(client_args={"max_retries": 0}, model_id="gpt-4o-mini")


def anthropic():
    return AnthropicModel(client_args={"max_retries": 0}, model_id="claude-sonnet-4-5", max_tokens=200)


for model in (openai, anthropic):
    for question in (PLAIN, STREAM, TOOL):
        agent(model())(question)
    refused(lambda model=model: agent(model())(REFUSED))
telemetry.tracer_provider.shutdown()
