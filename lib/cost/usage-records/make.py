"""Makes records.json: what 200 calls cost by the Python implementation of the price list, in exact decimals.

Run with the version of the list that list.json names: pip install genai-prices==0.2.3; python3 make.py > records.json
Where the list is wrong and Recount corrects it, the same implementation is given the vendor's price (CORRECTED, below).
Nothing here is shared with the TypeScript that it checks: another language, another implementation, another decimal type.
"""

import json
import random
import sys
from datetime import datetime, timezone
from decimal import ROUND_HALF_UP, Decimal

from genai_prices import Usage, __version__, calc_price
from genai_prices.types import ModelPrice

# provider as a span says it, model as a span says it, the list's provider, the name to ask the list for, traits
MODELS = [
    ("openai", "gpt-4o-2024-08-06", "openai", "gpt-4o-2024-08-06", "read"),
    ("openai", "gpt-4o-mini", "openai", "gpt-4o-mini", "read"),
    ("openai", "gpt-4.1", "openai", "gpt-4.1", "read"),
    ("openai", "gpt-4.1-nano-2025-04-14", "openai", "gpt-4.1-nano-2025-04-14", "read"),
    ("openai", "o3-mini", "openai", "o3-mini", "read reasoning"),
    ("openai", "o3", "openai", "o3", "read reasoning dated:2025-06-10"),
    ("openai", "gpt-5-2025-08-07", "openai", "gpt-5-2025-08-07", "read reasoning"),
    ("openai", "gpt-5.4", "openai", "gpt-5.4", "read reasoning tier:272000"),
    ("openai", "gpt-5.6-sol", "openai", "gpt-5.6-sol", "read write reasoning tier:272000 dated:2026-08-21"),
    ("openai", "gpt-6-luna", "openai", "gpt-6-luna", "read write reasoning tier:272000"),
    ("openai", "gpt-realtime", "openai", "gpt-realtime", "audio"),
    ("openai", "gpt-audio", "openai", "gpt-audio", "audio"),
    ("openai", "text-embedding-3-small", "openai", "text-embedding-3-small", "embedding"),
    ("openai", "text-embedding-3-large", "openai", "text-embedding-3-large", "embedding"),
    ("anthropic", "claude-3-5-haiku-20241022", "anthropic", "claude-3-5-haiku-20241022", "read write long"),
    ("anthropic", "claude-sonnet-4-5-20250929", "anthropic", "claude-sonnet-4-5-20250929", "read write long tier:200000"),
    ("anthropic", "claude-opus-4-5", "anthropic", "claude-opus-4-5", "read write long reasoning"),
    ("anthropic", "claude-opus-4-6", "anthropic", "claude-opus-4-6", "read write long tier:200000 dated:2026-03-13"),
    ("anthropic", "claude-haiku-4-5", "anthropic", "claude-haiku-4-5", "read write long"),
    ("aws.bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "aws", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "read write"),
    ("aws.bedrock", "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0", "aws", "eu.anthropic.claude-haiku-4-5-20251001-v1:0", "read write"),
    ("aws.bedrock", "global.anthropic.claude-opus-4-5-20251101-v1:0", "aws", "global.anthropic.claude-opus-4-5-20251101-v1:0", "read write"),
    ("aws.bedrock", "apac.amazon.nova-lite-v1:0", "aws", "apac.amazon.nova-lite-v1:0", "read"),
    ("aws.bedrock", "amazon.nova-sonic-v1:0", "aws", "amazon.nova-sonic-v1:0", "audio"),
    ("azure.ai.openai", "gpt-4o-2024-08-06", "azure", "gpt-4o-2024-08-06", "read"),
    ("azure.ai.openai", "gpt-4.1-mini", "azure", "gpt-4.1-mini", "read"),
    ("azure.ai.openai", "gpt-35-turbo", "azure", "gpt-35-turbo", ""),
    ("gcp.gemini", "models/gemini-2.5-pro", "google", "gemini-2.5-pro", "read reasoning tier:200000"),
    ("gcp.gemini", "gemini-2.5-flash", "google", "gemini-2.5-flash", "read reasoning audio-in"),
    ("gcp.gemini", "gemini-2.0-flash", "google", "gemini-2.0-flash", "read audio-in"),
    ("gcp.gemini", "gemini-3.6-flash", "google", "gemini-3.6-flash", "read reasoning"),
    ("gcp.vertex_ai", "publishers/google/models/gemini-3-pro-preview", "google", "gemini-3-pro-preview", "read reasoning tier:200000"),
    ("gcp.vertex_ai", "claude-sonnet-4@20250514", "google", "claude-sonnet-4@20250514", "read write"),
    ("mistral_ai", "mistral-medium-latest", "mistral", "mistral-medium-latest", "read dated:2026-06-16"),
    ("mistral_ai", "mistral-large-latest", "mistral", "mistral-large-latest", ""),
    ("mistral_ai", "ministral-8b-latest", "mistral", "ministral-8b-latest", "dated:2025-12-02"),
    ("deepseek", "deepseek-chat", "deepseek", "deepseek-chat", "read hours"),
    ("deepseek", "deepseek-v4-pro", "deepseek", "deepseek-v4-pro", "read reasoning hours dated:2026-08-17"),
    ("groq", "llama-3.3-70b-versatile", "groq", "llama-3.3-70b-versatile", ""),
    ("x_ai", "grok-4.3", "x-ai", "grok-4.3", "read reasoning tier:199999"),
    ("x_ai", "grok-4", "x-ai", "grok-4", "read reasoning"),
    ("cohere", "command-r-plus", "cohere", "command-r-plus", ""),
    ("perplexity", "sonar-pro", "perplexity", "sonar-pro", ""),
    ("perplexity", "sonar-deep-research", "perplexity", "sonar-deep-research", "reasoning"),
    ("together_ai", "meta-llama/Llama-3.3-70B-Instruct-Turbo", "together", "meta-llama/Llama-3.3-70B-Instruct-Turbo", ""),
    ("openrouter", "anthropic/claude-sonnet-4.5", "openrouter", "anthropic/claude-sonnet-4.5", "read write tier:200000"),
    ("litellm", "openai/gpt-4o", "openai", "gpt-4o", "read"),
    ("openai", "anthropic/claude-haiku-4-5", "anthropic", "claude-haiku-4-5", "read write"),
    (None, "gpt-4o-mini", "openai", "gpt-4o-mini", "read"),
    ("voyage", "voyage-3", "voyageai", "voyage-3", "embedding"),
]
RECORDS = 204


def price(**units):
    return ModelPrice(**{f"{key}_mtok" if key != "requests_kcount" else key: Decimal(value) for key, value in units.items()})


def deepseek_v4_pro(at):
    """Flat until 17 August 2026 in Beijing; then peak hours, on weekdays only from 23 August, and none on holidays."""
    if at < datetime(2026, 8, 16, 16, tzinfo=timezone.utc):
        return price(input="0.435", cache_read="0.003625", output="0.87")
    day = at.date().isoformat()
    holiday = "2026-09-25" <= day <= "2026-09-27" or "2026-10-01" <= day <= "2026-10-07"
    weekend = day >= "2026-08-23" and at.weekday() >= 5
    if (1 <= at.hour < 4 or 6 <= at.hour < 10) and not holiday and not weekend:
        return price(input="1.32", cache_read="0.044", output="3.96")
    return price(input="0.66", cache_read="0.022", output="1.98")


# What the vendors say of models that the list has wrong: lib/cost/list/corrections.ts tells where it was read.
CORRECTED = {
    "mistral/mistral-large-latest": lambda at: price(input="0.5", cache_read="0.05", output="1.5"),
    "deepseek/deepseek-chat": lambda at: price(input="0.28", cache_read="0.028", output="0.42"),
    "deepseek/deepseek-v4-pro": deepseek_v4_pro,
    # Asia's profile costs 5 % more than the model itself, by LiteLLM's table; the list knows only the latter.
    "aws/apac.amazon.nova-lite-v1:0": lambda at: price(input="0.063", cache_read="0.01575", output="0.252"),
    "perplexity/sonar-pro": lambda at: price(input="3", output="15", requests_kcount="6"),
}


class Answer:
    """A corrected price in the shape of the list's answer."""

    def __init__(self, listed, usage, at):
        provider, model = listed.split("/")
        self.provider, self.model = type("Id", (), {"id": provider}), type("Id", (), {"id": model})
        self.model_price = CORRECTED[listed](at)
        self.total_price = self.model_price.calc_price(usage)["total_price"]


def ask(provider, name, usage, at):
    listed = f"{provider}/{name}"
    if listed in CORRECTED:
        return Answer(listed, usage, at)
    return calc_price(usage, name, provider_id=provider, genai_request_timestamp=at)


def trait(traits, name):
    return next((word.split(":", 1)[1] for word in traits if word.startswith(name + ":")), None)


def start_of(traits, dice, index):
    dated = trait(traits, "dated")
    if dated:
        # The last moment of the old price, the first of the new one, and a day well within each.
        day = datetime.fromisoformat(dated + "T00:00:00+00:00").timestamp()
        at = [day - 0.001, day, day - 86400 * 20, day + 86400 * 20][index % 4]
    else:
        at = datetime(2026, 9, 1, tzinfo=timezone.utc).timestamp() + dice.randrange(60 * 86400)
    if "hours" in traits:
        at = at - at % 86400 + [0, 30 * 60 - 0.001, 30 * 60, 3600, 4 * 3600, 9.99 * 3600, 16.5 * 3600][dice.randrange(7)]
    return datetime.fromtimestamp(round(at, 3), tz=timezone.utc)


def tokens_of(traits, dice, index):
    tokens = dict.fromkeys(
        ["inputUncached", "cacheRead", "cacheWrite", "cacheWrite1h", "inputAudio", "outputText", "reasoning", "outputAudio"]
    )
    tokens["inputUncached"] = dice.choice([1, 7, 286, 1310, dice.randrange(150_000)])
    if "read" in traits and dice.random() < 0.8:
        tokens["cacheRead"] = dice.choice([0, 1, 1024, dice.randrange(40_000)])
    if "write" in traits and dice.random() < 0.8:
        tokens["cacheWrite"] = dice.choice([0, 3, 512, 512, dice.randrange(10_000)])
        if "long" in traits and tokens["cacheWrite"]:
            tokens["cacheWrite1h"] = dice.randrange(tokens["cacheWrite"] + 1)
    tier = trait(traits, "tier")
    if tier and index % 3 != 0:
        # One token on either side of where the dearer tier begins.
        known = (tokens["cacheRead"] or 0) + (tokens["cacheWrite"] or 0)
        tokens["inputUncached"] = int(tier) + index % 3 - 1 - known
    if "audio" in traits or "audio-in" in traits:
        tokens["inputAudio"] = dice.randrange(5_000)
    if "embedding" not in traits:
        tokens["outputText"] = dice.choice([0, 1, 21, dice.randrange(8_000)])
        if "reasoning" in traits:
            tokens["reasoning"] = dice.choice([0, 1, dice.randrange(20_000)])
        if "audio" in traits:
            tokens["outputAudio"] = dice.randrange(5_000)
    return tokens


def usage_of(tokens):
    """The list's usage: totals that include their parts."""
    of = lambda *names: sum(tokens[name] or 0 for name in names)
    usage = {
        "input_tokens": of("inputUncached", "cacheRead", "cacheWrite", "inputAudio"),
        "output_tokens": of("outputText", "reasoning", "outputAudio"),
        "cache_read_tokens": of("cacheRead"),
        "cache_write_tokens": of("cacheWrite"),
        "cache_write_1h_tokens": of("cacheWrite1h"),
        "input_audio_tokens": of("inputAudio"),
        "output_audio_tokens": of("outputAudio"),
        "output_reasoning_tokens": of("reasoning"),
    }
    # Our buckets are disjoint: what is cached is not counted as audio as well.
    overlap = {"cache_audio_read_tokens": 0} if usage["input_audio_tokens"] else {}
    return Usage(**{name: count for name, count in usage.items() if count}, **overlap)


def spelled(price):
    """Unit prices as the list states them: a number, or a base and tiers."""
    if price is None:
        return None
    if hasattr(price, "base"):
        return {"base": str(price.base), "tiers": [[tier.start, str(tier.price)] for tier in price.tiers]}
    return str(price)


def main():
    dice = random.Random(20261121)
    records = []
    for index in range(RECORDS):
        provider, model, listed, name, words = MODELS[index % len(MODELS)]
        traits = words.split()
        round_number = index // len(MODELS)
        at = start_of(traits, dice, round_number)
        tokens = tokens_of(traits, dice, round_number)
        answer = ask(listed, name, usage_of(tokens), at)
        nano = (Decimal(answer.total_price) * 10**9).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        units = {key: spelled(value) for key, value in vars(answer.model_price).items() if value is not None and not key.startswith("_")}
        records.append(
            {
                "provider": provider,
                "model": model,
                "kind": "embedding" if "embedding" in traits else "llm",
                "startedAt": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "tokens": {key: count for key, count in tokens.items() if count is not None},
                "listed": f"{answer.provider.id}/{answer.model.id}",
                "units": units,
                "exactUsd": format(Decimal(answer.total_price).normalize(), "f"),
                "nanoUsd": str(nano),
            }
        )
    head = {"source": f"Python genai-prices {__version__}", "rounding": "half up, once a call, at a billionth of a dollar"}
    print("{" + json.dumps(head)[1:-1] + ', "records": [')
    print(",\n".join(json.dumps(record) for record in records))
    print("]}")


sys.exit(main())
