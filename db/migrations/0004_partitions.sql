-- Daily partitions by plain DDL, made ahead by the worker and on demand by ingest (an import of last year works).
-- There is no default partition: a row for which nobody asked for a day is an error, not a slow heap.
create function ensure_partitions(from_day date, to_day date) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  parent    text;
  partition text;
  day       date;
  made      int := 0;
begin
  if to_day < from_day or to_day - from_day > 4000 then
    raise exception 'ensure_partitions: % to % is not a range of at most 4000 days', from_day, to_day;
  end if;
  for day in select generate_series(from_day, to_day, interval '1 day')::date loop
    foreach parent in array array['spans', 'span_additions', 'traces'] loop
      partition := format('%s_%s', parent, to_char(day, 'YYYYMMDD'));
      if to_regclass(partition) is null then
        -- One maker at a time; who waited finds it made ("if not exists" looks again, to_regclass may not).
        perform pg_advisory_xact_lock(hashtext('recount partitions'));
        execute format('create table if not exists %I partition of %I for values from (%L) to (%L)',
          partition, parent, day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
        -- Reached directly, a partition shows nothing: only its parent has policies and grants.
        execute format('alter table %I enable row level security', partition);
        execute format('alter table %I force row level security', partition);
        made := made + 1;
      end if;
    end loop;
  end loop;
  return made;
end
$$;

revoke all on function ensure_partitions(date, date) from public;
grant execute on function ensure_partitions(date, date) to recount_app, recount_worker;
