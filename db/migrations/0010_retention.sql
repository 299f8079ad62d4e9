-- Retention drops whole days. Dropping needs the owner, the worker only asks; what it may ask for is bounded by the longest
-- retention of any project, so that a wrong clock or a wrong call cannot take a day that somebody still keeps.
create function drop_partitions_before(cutoff date) returns text[]
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  partition text;
  dropped   text[] := '{}';
begin
  if cutoff > (current_date - (select coalesce(max(retention_days), 0) from projects)) then
    raise exception 'drop_partitions_before: a project keeps days before %', cutoff;
  end if;
  -- Readers hold locks on partitions for as long as their query runs: give up soon, the next round tries again.
  set local lock_timeout = '2s';
  for partition in
    select child.relname
    from pg_inherits i
    join pg_class child on child.oid = i.inhrelid
    where i.inhparent in ('spans'::regclass, 'span_additions'::regclass, 'traces'::regclass)
      and right(child.relname, 8) ~ '^[0-9]{8}$'
      and right(child.relname, 8)::date < cutoff
    order by child.relname
    limit 30
  loop
    execute format('drop table %I', partition);
    dropped := dropped || partition;
  end loop;
  return dropped;
end
$$;

revoke all on function drop_partitions_before(date) from public;
grant execute on function drop_partitions_before(date) to recount_worker;
