import os
from types import SimpleNamespace

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # the list that comes with the package

import litellm
from litellm.litellm_core_utils.thread_pool_executor import executor
from opentelemetry import trace
from story import SESSION, USER, chat_completions

litellm.callbacks = ["otel"]


def completions(**more):
    def create(**request):
        metadata = {"session_id": SESSION, "trace_user_id": USER}
        return litellm.completion(**{**request, **more}, user=USER, metadata=metadata, max_retries=0)

    return SimpleNamespace(chat=SimpleNamespace(completions=SimpleNamespace(create=create)))


chat_completions(completions())
litellm.embedding(model="text-embedding-3-small", input=["order A-17"])
chat_completions(completions(model="anthropic/claude-sonnet-4-5"))
executor.shutdown()  # callbacks run behind the calls
trace.get_tracer_provider().force_flush()
