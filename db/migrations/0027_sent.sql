-- A span as it was sent, to the letter (lib/sent): JSON of what its bodies do not hold. attributes_id names the list of its
-- keys. Null: the span came in pieces, or before this; attributes_id names what no dialect maps then.
alter table spans add column sent text;
