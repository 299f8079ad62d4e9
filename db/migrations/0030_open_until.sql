-- Until when a trace that has not been seen to end counts as running: without a further word it is over by then, though nothing
-- comes that would say so. Null with is_open: derived before this column was; readers then give it an hour from its last end.
alter table traces add column open_until timestamptz;
