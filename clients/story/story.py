"""What every Python program does: the same questions to a simulated provider, with the provider's own client."""

import json

SESSION = "session-1"
USER = "user-1"
SYSTEM = "You are the order desk. Answer in one sentence."
PLAIN = "Where is order A-17?"
STREAM = "Tell me the story of order A-17."
TOOL = "When does order A-17 arrive?"
REFUSED = "Break the limit."
ORDER_SCHEMA = {"type": "object", "properties": {"order_id": {"type": "string"}}, "required": ["order_id"]}


def look_up_order(order_id):
    """The tool; programs wrap it in their client's span where it has one."""
    return {"status": "in transit", "arrives": "Friday"}


def _chat(question, **more):
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": question}]
    return {"model": "gpt-4o-mini", "temperature": 0.2, "messages": messages, **more}


def chat_completions(openai, run_tool=look_up_order):
    """Chat completions: plain, streamed with usage, with a tool, refused."""
    openai.chat.completions.create(**_chat(PLAIN))

    for _ in openai.chat.completions.create(
        **_chat(STREAM, stream=True, stream_options={"include_usage": True})
    ):
        pass

    tools = [{"type": "function", "function": {"name": "look_up_order", "parameters": ORDER_SCHEMA}}]
    request = _chat(TOOL, tools=tools)
    message = openai.chat.completions.create(**request).choices[0].message
    call = message.tool_calls[0]
    result = run_tool(**json.loads(call.function.arguments))
    told = {"role": "tool", "tool_call_id": call.id, "content": json.dumps(result)}
    asked = message.model_dump(exclude_none=True)
    openai.chat.completions.create(**{**request, "messages": [*request["messages"], asked, told]})

    refused(lambda: openai.chat.completions.create(**_chat(REFUSED)))


def responses(openai):
    """The Responses API, streamed."""
    for _ in openai.responses.create(model="gpt-4o-mini", instructions=SYSTEM, input=STREAM, stream=True):
        pass


def embeddings(openai):
    openai.embeddings.create(model="text-embedding-3-small", input="order A-17")


def _ask(question, **more):
    messages = [{"role": "user", "content": question}]
    return {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": SYSTEM, "messages": messages, **more}


def messages(anthropic, run_tool=look_up_order):
    """Anthropic's messages: plain, streamed with cache usage, with a tool, refused."""
    anthropic.messages.create(**_ask(PLAIN))

    for _ in anthropic.messages.create(**_ask(STREAM, stream=True)):
        pass

    tools = [{"name": "look_up_order", "description": "Finds an order", "input_schema": ORDER_SCHEMA}]
    request = _ask(TOOL, tools=tools)
    content = anthropic.messages.create(**request).content
    call = next(block for block in content if block.type == "tool_use")
    result = {"type": "tool_result", "tool_use_id": call.id, "content": json.dumps(run_tool(**call.input))}
    asked = {"role": "assistant", "content": [block.model_dump(exclude_none=True) for block in content]}
    told = {"role": "user", "content": [result]}
    anthropic.messages.create(**{**request, "messages": [*request["messages"], asked, told]})

    refused(lambda: anthropic.messages.create(**_ask(REFUSED)))


def refused(call):
    """A call that the provider answers with 429."""
    try:
        call()
    except Exception:
        return
    raise RuntimeError("The simulated provider should have refused.")
