-- Of a span that repeats a call of its trace: which of the repeats it is, the nearest to the call first. Derived.
-- The place of a span among the steps of its trace, where it is not the one that its start gives it. Derived; null in most traces.
alter table spans
  add column derived_call_rank int,
  add column derived_order     int;
