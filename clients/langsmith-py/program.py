import anthropic
import openai
from langsmith import Client, get_current_run_tree, traceable
from langsmith.wrappers import wrap_anthropic, wrap_openai
from story import SESSION, USER, chat_completions, look_up_order, messages

client = Client()
run_tool = traceable(run_type="tool", name="look_up_order", client=client)(look_up_order)


@traceable(name="orders", client=client, metadata={"session_id": SESSION, "user_id": USER})
def orders():
    chat_completions(wrap_openai(openai.OpenAI(max_retries=0)), run_tool)
    messages(wrap_anthropic(anthropic.Anthropic(max_retries=0)), run_tool)
    return get_current_run_tree().id


run_id = orders()
client.flush()
client.create_feedback(run_id, key="helpful", score=0.9, comment="said when")
client.flush()
