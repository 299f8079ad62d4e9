-- What a log event tells of its call beside contents, as JSON text: provider, models, tokens, cost. Fills what the span does not say
-- when its trace is derived. Null: nothing.
alter table span_additions add column call text;
