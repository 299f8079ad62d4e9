-- What a span's model is called in groups, where that is neither what was asked for nor what answered: an alias and the dated
-- name behind it are one model (lib/model/model-name.ts). Null: coalesce(request_model, response_model).
alter table spans add column model_name text;
