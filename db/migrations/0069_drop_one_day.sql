-- One partition a call, in a transaction of its own: whoever writes waits for the locks of one table, and for a moment only; whoever
-- asked for it asks again until there is nothing left.
create or replace function drop_partitions_before(cutoff date) returns text[]
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  partition text;
begin
  if cutoff > (current_date - (select coalesce(max(retention_days), 0) from projects)) then
    raise exception 'drop_partitions_before: a project keeps days before %', cutoff;
  end if;
  -- Traces of a day first: nobody finds one whose spans are gone.
  select child.relname into partition
  from pg_inherits i
  join pg_class child on child.oid = i.inhrelid
  join unnest(array['traces', 'span_rows', 'span_additions', 'body_blocks']) with ordinality as parent (name, place)
    on i.inhparent = parent.name::regclass
  where right(child.relname, 8) ~ '^[0-9]{8}$' and right(child.relname, 8)::date < cutoff
  order by right(child.relname, 8), parent.place
  limit 1;
  if partition is null then
    return '{}';
  end if;
  set local lock_timeout = '200ms';
  execute format('drop table %I', partition);
  return array[partition];
end
$$;
