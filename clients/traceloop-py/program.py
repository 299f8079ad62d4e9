import openai
from story import SESSION, USER, chat_completions, look_up_order
from traceloop.sdk import Traceloop
from traceloop.sdk.decorators import tool, workflow

Traceloop.init(app_name="order-desk", disable_batch=True, telemetry_enabled=False)
run_tool = tool(name="look_up_order")(look_up_order)


@workflow(name="orders")
def orders():
    Traceloop.set_association_properties({"session_id": SESSION, "user_id": USER})
    chat_completions(openai.OpenAI(max_retries=0), run_tool)


orders()
