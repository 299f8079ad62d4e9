-- The log records that an addition was made of, as they were sent (lib/sent), as JSON of what its bodies do not hold.
-- Null: attributes_id names what no dialect maps.
alter table span_additions add column sent text;
