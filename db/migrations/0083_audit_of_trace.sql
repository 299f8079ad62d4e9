-- Rows of the audit log that are about one trace. Under row-level security the app may not use the index of trace ids: whether an
-- array holds an element could tell something of rows that it may not see. This does, of the one project that is set.
create function audit_of_trace(trace uuid) returns setof bigint
language sql stable security definer rows 100 set search_path = public, pg_temp as $$
  select id from audit_log
  where project_id = nullif(current_setting('app.project_id', true), '')::int
    and cardinality(trace_ids) > 0
    and trace_ids @> array[trace]
$$;
revoke all on function audit_of_trace(uuid) from public;
grant execute on function audit_of_trace(uuid) to recount_app;
