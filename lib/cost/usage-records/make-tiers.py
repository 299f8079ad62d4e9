"""Makes tiers.json: what 168 calls cost that depend on service tiers, media, caches, sizes and regions, in exact decimals.

Run with the versions that list.json names:
pip install genai-prices==0.2.3 litellm==1.110.2; LITELLM_LOCAL_MODEL_COST_MAP=True python3 make-tiers.py > tiers.json

Every call is worked out twice: by the source's own calculator (genai-prices' in decimals, LiteLLM's in doubles), and here by hand,
in Decimal, from the source's raw unit prices. The two have to agree before a record is written. Nothing is shared with the
TypeScript that they check.
"""

import json
import random
import sys
from datetime import datetime, timezone
from decimal import ROUND_HALF_UP, Decimal

import litellm
from genai_prices import Usage, __version__, data
from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import TieredPrices
from litellm._version import version as litellm_version
from litellm.types.utils import CompletionTokensDetailsWrapper, PromptTokensDetailsWrapper
from litellm.types.utils import Usage as LiteUsage

MILLION = Decimal(1_000_000)
AT = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)

# provider as a span says it, model as a span says it, the list's provider, service tiers, traits
LISTED = [
    ("openai", "gpt-5", "openai", "batch flex priority fast", "read reasoning"),
    ("openai", "gpt-5.4", "openai", "batch flex priority", "read reasoning edge:272000"),
    ("openai", "gpt-4.1-mini", "openai", "batch priority", "read"),
    ("api.openai.com", "gpt-5-mini-2025-08-07", "openai", "flex batch", "read reasoning"),
    ("openai", "gpt-6-sol", "openai", "batch flex priority", "read write reasoning edge:272000"),
    ("openai", "text-embedding-3-small", "openai", "", "embedding"),
    ("anthropic", "claude-sonnet-4-5-20250929", "anthropic", "batch", "read write long"),
    ("anthropic", "claude-sonnet-5-5", "anthropic", "batch", "read write long"),
    ("anthropic", "claude-opus-4-8", "anthropic", "batch fast", "read write long"),
    ("anthropic", "claude-haiku-5-5", "anthropic", "batch", "read write long edge:100000"),
    ("gcp.gemini", "gemini-2.5-pro", "google", "batch", "read reasoning edge:200000"),
    ("gcp.gemini", "gemini-2.5-flash", "google", "batch", "read reasoning audio-in"),
    ("google.generative-ai", "gemini-3-pro-preview", "google", "", "read reasoning edge:200000"),
    ("x_ai", "grok-4.3", "x-ai", "batch", "read edge:199999"),
    ("groq", "openai/gpt-oss-120b", "groq", "batch", ""),
    ("openai", "gpt-realtime", "openai", "", "audio audio-read image-read"),
    ("openai", "gpt-realtime-mini", "openai", "", "audio audio-read"),
    ("openai", "gpt-audio", "openai", "", "audio"),
    ("gcp.gemini", "gemini-3.1-flash-lite", "google", "batch", "audio-in audio-read read"),
    ("gcp.gemini", "gemini-2.5-flash-image", "google", "", "image-out"),
    ("gcp.gemini", "gemini-3-pro-image-preview", "google", "", "image-out reasoning"),
    ("openai", "gpt-image-1", "openai", "batch", "image-in image-read read"),
    ("openai", "gpt-image-1.5", "openai", "", "image-in image-out"),
    ("gcp.gemini", "gemini-omni-flash-preview", "google", "", "video-out"),
    ("aws.bedrock", "us.anthropic.claude-sonnet-5-5", "aws", "", "read write long"),
    ("bedrock", "bedrock/converse/eu.anthropic.claude-haiku-4-5-20251001-v1:0", "aws", "", "read write"),
    ("amazon-bedrock", "global.anthropic.claude-sonnet-4-6", "aws", "", "read write"),
    ("aws.bedrock", "us.openai.gpt-6-sol", "aws", "", "read write edge:272000"),
    ("aws.bedrock", "global.openai.gpt-6-sol", "aws", "", "read write edge:272000"),
    ("gcp.vertex_ai", "claude-opus-4-6@default", "google", "", "read write edge:200000"),
    ("openai", "openrouter/anthropic/claude-sonnet-4.5", "openrouter", "", "read write"),
]

# provider and model as a span says it, LiteLLM's key and provider, tiers, traits
SECOND = [
    ("gcp.gemini", "gemini-2.5-pro", "gemini/gemini-2.5-pro", "gemini", "flex priority", "read reasoning edge:200000"),
    ("gcp.gemini", "gemini-2.5-flash", "gemini/gemini-2.5-flash", "gemini", "flex priority", "read audio-in"),
    ("vertex_ai", "vertex_ai/gemini-2.5-pro", "gemini-2.5-pro", "vertex_ai", "flex priority", "reasoning edge:200000"),
    ("aws.bedrock", "deepseek.v3.2", "deepseek.v3.2", "bedrock", "flex priority", ""),
    ("aws.bedrock", "apac.amazon.nova-lite-v1:0", "apac.amazon.nova-lite-v1:0", "bedrock", "", "read"),
    ("dashscope", "qwen-flash", "dashscope/qwen-flash", "dashscope", "", "range:256000"),
    ("dashscope", "qwen3-max", "dashscope/qwen3-max", "dashscope", "", "range:32000"),
    ("openai", "ft:gpt-4o-2024-08-06:acme::abc", "ft:gpt-4o-2024-08-06", "openai", "", "read"),
    ("openai", "ft:gpt-4.1-mini-2025-04-14:acme:support:xyz", "ft:gpt-4.1-mini-2025-04-14", "openai", "", "read"),
    ("azure.ai.openai", "azure/eu/gpt-4o-2024-08-06", "azure/eu/gpt-4o-2024-08-06", "azure", "", "read"),
    ("deepinfra", "deepinfra/deepseek-ai/DeepSeek-V3.2", "deepinfra/deepseek-ai/DeepSeek-V3.2", "deepinfra", "", "read"),
]
ROUNDS = 2

BUCKETS = [
    "inputUncached", "cacheRead", "cacheWrite", "cacheWrite1h", "inputAudio", "outputText", "reasoning", "outputAudio",
    "cacheReadAudio", "cacheReadImage", "inputImage", "outputImage", "outputVideo",
]


def trait(traits, name):
    return next((word.split(":", 1)[1] for word in traits if word.startswith(name + ":")), None)


def tokens_of(traits, dice, index):
    """Buckets as Recount has them: disjoint, with parts that are told apart."""
    tokens = {}
    some = lambda top: dice.choice([1, 60, dice.randrange(1, top)])
    tokens["inputUncached"] = dice.choice([7, 1310, dice.randrange(1, 90_000)])
    if "read" in traits or "audio-read" in traits or "image-read" in traits:
        tokens["cacheRead"] = 0
    if "read" in traits:
        tokens["cacheRead"] += some(30_000)
    if "audio-read" in traits:
        tokens["cacheReadAudio"] = some(3_000)
        tokens["cacheRead"] += tokens["cacheReadAudio"] + some(2_000)
    if "image-read" in traits:
        tokens["cacheReadImage"] = some(1_000)
        tokens["cacheRead"] += tokens["cacheReadImage"]
    if "write" in traits:
        tokens["cacheWrite"] = some(9_000)
        if "long" in traits:
            tokens["cacheWrite1h"] = dice.randrange(tokens["cacheWrite"] + 1)
    if "audio" in traits or "audio-in" in traits:
        tokens["inputAudio"] = some(4_000)
    if "image-in" in traits:
        tokens["inputImage"] = dice.randrange(tokens["inputUncached"] + 1)
    edge = trait(traits, "edge") or trait(traits, "range")
    if edge and index % 3 != 0:
        # One token on either side of where the dearer price begins.
        other = sum(tokens.get(name, 0) for name in ("cacheRead", "cacheWrite", "inputAudio"))
        tokens["inputUncached"] = int(edge) + index % 3 - 1 - other
    if "embedding" not in traits:
        tokens["outputText"] = some(8_000)
        if "reasoning" in traits:
            tokens["reasoning"] = some(9_000)
        if "audio" in traits:
            tokens["outputAudio"] = some(4_000)
        if "image-out" in traits:
            tokens["outputImage"] = dice.randrange(tokens["outputText"] + 1)
        if "video-out" in traits:
            tokens["outputVideo"] = dice.randrange(tokens["outputText"] + 1)
    if "audio" in traits and "audio-read" not in traits and tokens.get("cacheRead"):
        tokens["cacheReadAudio"] = 0
    return tokens


def total_input(t):
    return sum(t.get(name, 0) for name in ("inputUncached", "cacheRead", "cacheWrite", "inputAudio"))


def by_hand(t, unit):
    """Every token once: a part at its own price or at that of its whole. unit: names -> Decimal a million, or None."""
    first = lambda *names: next((price for price in map(unit, names) if price is not None), Decimal(0))
    of = lambda name: t.get(name, 0)
    lines = [
        (of("inputUncached") - of("inputImage"), first("input_mtok")),
        (of("inputImage"), first("input_image_mtok", "input_mtok")),
        (of("inputAudio"), first("input_audio_mtok", "input_mtok")),
        (of("cacheRead") - of("cacheReadAudio") - of("cacheReadImage"), first("cache_read_mtok", "input_mtok")),
        (of("cacheReadAudio"), first("cache_audio_read_mtok", "cache_read_mtok", "input_mtok")),
        (of("cacheReadImage"), first("cache_image_read_mtok", "cache_read_mtok", "input_mtok")),
        (of("cacheWrite") - of("cacheWrite1h"), first("cache_write_mtok", "input_mtok")),
        (of("cacheWrite1h"), first("cache_write_1h_mtok", "cache_write_mtok", "input_mtok")),
        (of("outputText") - of("outputImage") - of("outputVideo"), first("output_mtok")),
        (of("outputImage"), first("output_image_mtok", "output_mtok")),
        (of("outputVideo"), first("output_video_mtok", "output_mtok")),
        (of("reasoning"), first("output_reasoning_mtok", "output_mtok")),
        (of("outputAudio"), first("output_audio_mtok", "output_mtok")),
    ]
    return sum((count * price for count, price in lines), Decimal(0)) / MILLION


def listed_cost(name, provider, tier, t):
    """genai-prices: its calculator, and its unit prices by hand."""
    found, model = get_snapshot().find_provider_model(name, None, provider, None)
    contexts = {None: [None], "batch": [{"processing": "batch"}], "fast": [{"service_tier": "fast"}, {"speed": "fast"}]}
    for context in contexts.get(tier, [{"service_tier": tier}]):
        units = model.get_prices(AT, context)
        if tier is None or vars(units) != vars(model.get_prices(AT)):
            break
    else:
        return None
    audio = t.get("inputAudio", 0) + t.get("cacheReadAudio", 0)
    usage = {
        "input_tokens": total_input(t),
        "output_tokens": sum(t.get(one, 0) for one in ("outputText", "reasoning", "outputAudio")),
        "cache_read_tokens": t.get("cacheRead"),
        "cache_write_tokens": t.get("cacheWrite"),
        "cache_write_1h_tokens": t.get("cacheWrite1h"),
        "input_audio_tokens": audio if "inputAudio" in t else None,
        "cache_audio_read_tokens": t.get("cacheReadAudio", 0) if "inputAudio" in t else None,
        "input_image_tokens": t.get("inputImage", 0) + t.get("cacheReadImage", 0) if "inputImage" in t or "cacheReadImage" in t else None,
        "cache_image_read_tokens": t.get("cacheReadImage", 0) if "inputImage" in t or "cacheReadImage" in t else None,
        "output_image_tokens": t.get("outputImage"),
        "output_video_tokens": t.get("outputVideo"),
        "output_audio_tokens": t.get("outputAudio"),
        "output_reasoning_tokens": t.get("reasoning"),
    }
    engine = model.calc_price(
        Usage(**{key: count for key, count in usage.items() if count is not None}),
        found,
        genai_request_timestamp=AT,
        price_context=context,
    ).total_price

    def unit(key):
        price = getattr(units, key, None)
        if not isinstance(price, TieredPrices):
            return price
        passed = [step.price for step in price.tiers if total_input(t) > step.start]
        return passed[-1] if passed else price.base

    return engine, by_hand(t, unit), f"{provider}/{model.id}"


FIELDS = {
    "input_mtok": "input_cost_per_token",
    "output_mtok": "output_cost_per_token",
    "cache_read_mtok": "cache_read_input_token_cost",
    "cache_write_mtok": "cache_creation_input_token_cost",
    "input_audio_mtok": "input_cost_per_audio_token",
    "output_reasoning_mtok": "output_cost_per_reasoning_token",
}


def second_cost(key, provider, tier, t):
    """LiteLLM: its calculator (in doubles), and its table by hand."""
    row = litellm.model_cost[key]
    size = total_input(t)
    usage = LiteUsage(
        prompt_tokens=size,
        completion_tokens=t.get("outputText", 0) + t.get("reasoning", 0),
        total_tokens=0,
        prompt_tokens_details=PromptTokensDetailsWrapper(
            cached_tokens=t.get("cacheRead", 0), text_tokens=t["inputUncached"], audio_tokens=t.get("inputAudio", 0)
        ),
        completion_tokens_details=CompletionTokensDetailsWrapper(
            reasoning_tokens=t.get("reasoning", 0), text_tokens=t.get("outputText", 0)
        ),
    )
    engine = sum(
        litellm.cost_per_token(model=key, custom_llm_provider=provider, usage_object=usage, service_tier=tier)
    )

    def unit(name):
        field = FIELDS.get(name)
        if field is None:
            return None
        ranges = row.get("tiered_pricing")
        if ranges:
            steps = [step for step in ranges if size > step["range"][0] or step["range"][0] == 0]
            value = steps[-1].get(field)
            return None if value is None else Decimal(repr(value)) * MILLION
        end = f"_{tier}" if tier else ""
        edges = sorted((int(part[:-len("k_tokens")]) for part in
                        (other[len(field) + len("_above_"):].removesuffix(end) for other in row
                         if other.startswith(field + "_above_") and other.endswith("k_tokens" + end))
                        if part.endswith("k_tokens") and part[:-len("k_tokens")].isdigit()))
        passed = [edge for edge in edges if size > edge * 1000]
        value = row.get(f"{field}_above_{passed[-1]}k_tokens{end}") if passed else row.get(field + end)
        return None if value is None else Decimal(repr(value)) * MILLION

    return engine, by_hand(t, unit), key


def main():
    dice = random.Random(20261129)
    records = []
    jobs = [(provider, model, (model.split("/")[-1] if listed != "openrouter" else "anthropic/claude-sonnet-4.5") if listed != "groq" else model,
             listed, tiers, traits, listed_cost, "genai-prices") for provider, model, listed, tiers, traits in LISTED]
    jobs += [(provider, model, key, lite, tiers, traits, second_cost, "litellm") for provider, model, key, lite, tiers, traits in SECOND]
    for provider, model, name, owner, tiers, words, cost, source in jobs:
        traits = words.split()
        steps = 3 if trait(traits, "edge") or trait(traits, "range") else ROUNDS
        for tier in [None, *tiers.split()]:
            if source == "litellm" and tier is None and name.startswith(("gemini/", "gemini-")):
                continue  # the first source has the standard price
            for index in range(steps):
                t = tokens_of(traits, dice, index)
                answer = cost(name, owner, tier, t)
                if answer is None:
                    print(f"no {tier} of {model}", file=sys.stderr)
                    continue
                engine, hand, listed = answer
                gap = abs(Decimal(engine) - hand)
                assert gap == 0 if source == "genai-prices" else gap < Decimal("1e-12"), (model, tier, t, engine, hand)
                records.append({
                    "provider": provider,
                    "model": model,
                    "kind": "embedding" if "embedding" in traits else "llm",
                    "serviceTier": tier,
                    "startedAt": AT.isoformat().replace("+00:00", "Z"),
                    "tokens": {bucket: t[bucket] for bucket in BUCKETS if bucket in t},
                    "oracle": f"{source}: {listed}",
                    "exactUsd": format(hand.normalize(), "f"),
                    "nanoUsd": str((hand * 10**9).quantize(Decimal(1), rounding=ROUND_HALF_UP)),
                })
    head = {"source": f"Python genai-prices {__version__}, litellm {litellm_version}; and by hand from their tables"}
    print("{" + json.dumps(head)[1:-1] + ', "records": [')
    print(",\n".join(json.dumps(record) for record in records))
    print("]}")


assert data.providers
main()
