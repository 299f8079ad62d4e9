-- A day's partition starts without statistics, and autovacuum looks once a minute: until then the planner takes every
-- condition for unique and reads by the wrong index. The worker asks for statistics as soon as a partition has doubled.
create function analyze_fresh_partitions() returns text[]
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  partition text;
  done      text[] := '{}';
begin
  for partition in
    select child.relname
    from pg_inherits i
    join pg_class child on child.oid = i.inhrelid
    join pg_stat_all_tables s on s.relid = child.oid
    where i.inhparent in ('spans'::regclass, 'span_additions'::regclass, 'traces'::regclass)
      and s.n_mod_since_analyze > greatest(2000, child.reltuples)
    order by s.n_mod_since_analyze desc
    limit 6
  loop
    execute format('analyze %I', partition);
    done := done || partition;
  end loop;
  return done;
end
$$;

revoke all on function analyze_fresh_partitions() from public;
grant execute on function analyze_fresh_partitions() to recount_worker;
