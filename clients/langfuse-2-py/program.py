from langfuse.decorators import langfuse_context, observe
from langfuse.openai import OpenAI
from story import SESSION, USER, chat_completions, look_up_order

run_tool = observe(name="look_up_order")(look_up_order)


@observe(name="orders")
def orders():
    langfuse_context.update_current_trace(session_id=SESSION, user_id=USER)
    chat_completions(OpenAI(max_retries=0), run_tool)
    langfuse_context.score_current_trace(name="helpful", value=0.9, comment="said when")
    langfuse_context.score_current_observation(name="tone", value="friendly")


orders()
langfuse_context.flush()
