from langfuse import get_client, observe, propagate_attributes
from langfuse.openai import OpenAI
from story import SESSION, USER, chat_completions, look_up_order

langfuse = get_client()
run_tool = observe(name="look_up_order", as_type="tool")(look_up_order)


@observe(name="orders")
def orders():
    with propagate_attributes(session_id=SESSION, user_id=USER):
        chat_completions(OpenAI(max_retries=0), run_tool)
        langfuse.score_current_trace(name="helpful", value=0.9, comment="said when")
        langfuse.score_current_span(name="tone", value="friendly", data_type="CATEGORICAL")


orders()
langfuse.shutdown()
