"""Writes what the package genai-prices knows as JSON: its providers with match rules, dated prices, tiers and variants.

Run with the folder of the unpacked package: python3 dump.py FOLDER > genai-prices.json
The form is the one in which its repository publishes its data. pydantic is needed only because the package imports it.
"""

import dataclasses
import json
import sys
from datetime import date, time
from decimal import Decimal

sys.path.insert(0, sys.argv[1])

from genai_prices import data, types  # noqa: E402

CLAUSES = {
    types.ClauseEquals: "equals",
    types.ClauseStartsWith: "starts_with",
    types.ClauseEndsWith: "ends_with",
    types.ClauseContains: "contains",
    types.ClauseRegex: "regex",
}


def clause(rule):
    if rule is None:
        return None
    if isinstance(rule, types.ClauseOr):
        return {"or": [clause(one) for one in rule.or_]}
    if isinstance(rule, types.ClauseAnd):
        return {"and": [clause(one) for one in rule.and_]}
    word = CLAUSES[type(rule)]
    return {word: getattr(rule, word)}


def units(price):
    return {key: amount(value) for key, value in vars(price).items() if value is not None and not key.startswith("_")}


def amount(value):
    if isinstance(value, types.TieredPrices):
        return {"base": amount(value.base), "tiers": [{"start": tier.start, "price": amount(tier.price)} for tier in value.tiers]}
    assert isinstance(value, Decimal), value
    return format(value.normalize(), "f")


def constraint(one):
    if one is None:
        return None
    return {field.name: spelled(getattr(one, field.name)) for field in dataclasses.fields(one)}


def spelled(value):
    if isinstance(value, date):
        return value.isoformat()
    assert isinstance(value, time) and (value.tzinfo is None or value.utcoffset() is not None), value
    return value.strftime("%H:%M:%S") + "Z"


def prices(model):
    if isinstance(model.prices, types.ModelPrice):
        return units(model.prices)
    return [{"constraint": constraint(one.constraint), "prices": units(one.prices)} for one in model.prices]


def variants(model):
    return [
        {"when": one.when, "constraint": constraint(one.constraint), "prices": units(one.prices)}
        for one in model.price_variants or ()
    ]


json.dump(
    [
        {
            "id": provider.id,
            "model_match": clause(provider.model_match),
            "fallback_model_providers": provider.fallback_model_providers or [],
            "models": [
                {"id": model.id, "name": model.name, "match": clause(model.match), "prices": prices(model), "price_comments": model.price_comments, "price_variants": variants(model)}
                for model in provider.models
            ],
        }
        for provider in data.providers
    ],
    sys.stdout,
)
