import json
import time

import openai
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from story import SESSION, USER, chat_completions, look_up_order

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
tracer = trace.get_tracer("order-desk")


def to_genai(message):
    """A message of OpenAI in the words of the conventions."""
    if message["role"] == "tool":
        part = {"type": "tool_call_response", "id": message["tool_call_id"], "response": message["content"]}
        return {"role": "tool", "parts": [part]}
    parts = [{"type": "text", "content": message["content"]}] if message.get("content") else []
    for call in message.get("tool_calls") or []:
        arguments = json.loads(call["function"]["arguments"])
        name = call["function"]["name"]
        parts.append({"type": "tool_call", "id": call["id"], "name": name, "arguments": arguments})
    return {"role": message["role"], "parts": parts}


def finish(span, response, reason, message):
    span.set_attribute("gen_ai.response.id", response.id)
    span.set_attribute("gen_ai.response.model", response.model)
    span.set_attribute("gen_ai.response.finish_reasons", [reason])
    span.set_attribute("gen_ai.usage.input_tokens", response.usage.prompt_tokens)
    span.set_attribute("gen_ai.usage.output_tokens", response.usage.completion_tokens)
    cached = response.usage.prompt_tokens_details.cached_tokens
    span.set_attribute("gen_ai.usage.cache_read.input_tokens", cached)
    span.set_attribute("gen_ai.output.messages", json.dumps([to_genai(message)]))


def read(span, stream, started_at):
    content, reason = "", None
    for chunk in stream:
        for choice in chunk.choices:
            if choice.delta.content:
                if not content:
                    waited = time.perf_counter() - started_at
                    span.set_attribute("gen_ai.response.time_to_first_chunk", waited)
                content += choice.delta.content
            reason = choice.finish_reason or reason
        if chunk.usage:
            finish(span, chunk, reason, {"role": "assistant", "content": content})
        yield chunk
    span.end()


def traced(create):
    """One span for each call, as an application writes it that has no instrumentation."""

    def call(**request):
        span = tracer.start_span(f"chat {request['model']}", kind=trace.SpanKind.CLIENT)
        span.set_attribute("gen_ai.operation.name", "chat")
        span.set_attribute("gen_ai.provider.name", "openai")
        span.set_attribute("gen_ai.request.model", request["model"])
        span.set_attribute("gen_ai.request.stream", request.get("stream", False))
        span.set_attribute("gen_ai.input.messages", json.dumps([to_genai(m) for m in request["messages"]]))
        started_at = time.perf_counter()
        try:
            response = create(**request)
        except Exception as error:
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(trace.StatusCode.ERROR, str(error))
            span.end()
            raise
        if request.get("stream"):
            return read(span, response, started_at)
        choice = response.choices[0]
        finish(span, response, choice.finish_reason, choice.message.model_dump())
        span.end()
        return response

    return call


def run_tool(**arguments):
    with tracer.start_as_current_span("execute_tool look_up_order") as span:
        result = look_up_order(**arguments)
        span.set_attribute("gen_ai.operation.name", "execute_tool")
        span.set_attribute("gen_ai.tool.name", "look_up_order")
        span.set_attribute("gen_ai.tool.call.arguments", json.dumps(arguments))
        span.set_attribute("gen_ai.tool.call.result", json.dumps(result))
        return result


client = openai.OpenAI(max_retries=0)
client.chat.completions.create = traced(client.chat.completions.create)
with tracer.start_as_current_span("order-desk") as root:
    root.set_attribute("session.id", SESSION)
    root.set_attribute("user.id", USER)
    chat_completions(client, run_tool)
provider.shutdown()
