import openai
import openlit
from opentelemetry import trace
from story import chat_completions, embeddings

openlit.init(application_name="order-desk", disable_metrics=True)
client = openai.OpenAI(max_retries=0)
chat_completions(client)
embeddings(client)
trace.get_tracer_provider().force_flush()
