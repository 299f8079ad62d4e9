-- Which other span tells the same call, of this trace (trace null) or of another: of a span that repeats a call, the one that
-- stands for it; of a call, the one of another trace that repeats it. Derived.
alter table spans
  add column derived_call_id       bytea,
  add column derived_call_trace_id uuid;

-- Calls of other traces with the same response id. New days have it; days that hold much already stay without, as building it
-- would hold up whoever writes: there no other trace is looked for (lib/derive/read-elsewhere.ts).
create index spans_by_response on only spans (project_id, response_id) where response_id is not null;

do $$
declare
  partition regclass;
begin
  for partition in
    select inhrelid from pg_inherits where inhparent = 'spans'::regclass and pg_relation_size(inhrelid) < 16 * 1024 * 1024
  loop
    execute format('create index on %s (project_id, response_id) where response_id is not null', partition);
  end loop;
end
$$;
