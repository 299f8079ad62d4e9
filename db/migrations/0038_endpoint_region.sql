-- Where a model call was answered, as far as its price depends on it: a regional endpoint costs more than the global one at some
-- providers. Null: global, or nobody says.
alter table spans add column endpoint_region text;
