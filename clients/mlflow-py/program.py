import mlflow
import openai
from story import chat_completions, look_up_order

mlflow.openai.autolog()
run_tool = mlflow.trace(look_up_order, span_type="TOOL")


@mlflow.trace(name="orders")
def orders():
    chat_completions(openai.OpenAI(max_retries=0), run_tool)


orders()
mlflow.flush_trace_async_logging()
