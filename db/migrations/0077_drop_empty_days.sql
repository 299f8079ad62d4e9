-- A day on which nothing came costs the first pages of a dozen indexes, 150 kB, and its rows in the catalogue. It is made again when a
-- late span asks for it. Only days that are over: those ahead wait to be filled.
create function drop_empty_day(before date) returns date
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  parents constant text[] := array['traces', 'span_rows', 'span_additions', 'body_blocks'];
  empty   date;
  tables  text[];
  name    text;
begin
  if before > current_date - 1 then
    raise exception 'drop_empty_day: days before % are not over', before;
  end if;
  -- Not a page: not a row, whoever would see it.
  select d.day, d.tables into empty, tables
  from (
    select right(child.relname, 8)::date as day, array_agg(child.relname::text order by child.relname) as tables,
      max(pg_relation_size(child.oid)) as bytes
    from pg_inherits i
    join pg_class child on child.oid = i.inhrelid
    join pg_class parent on parent.oid = i.inhparent and parent.relname = any(parents)
    where right(child.relname, 8) ~ '^[0-9]{8}$' and right(child.relname, 8)::date < before
    group by 1
  ) d
  where d.bytes = 0
  order by d.day
  limit 1;
  if empty is null then
    return null;
  end if;
  set local lock_timeout = '200ms';
  foreach name in array tables loop
    execute format('lock table %I in access exclusive mode', name);
    -- Somebody was about to write.
    if pg_relation_size(name::regclass) > 0 then
      raise exception 'drop_empty_day: % is not empty any more', name using errcode = 'lock_not_available';
    end if;
  end loop;
  foreach name in array tables loop
    execute format('drop table %I', name);
  end loop;
  return empty;
end
$$;

revoke all on function drop_empty_day(date) from public;
grant execute on function drop_empty_day(date) to recount_worker;
