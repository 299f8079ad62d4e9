-- breaking
-- Programs before this one write what was said into tables that are gone. Nothing that they stored can be read from here on:
-- a database that holds any is refused, and stays as it is.
do $$
begin
  if exists (select from spans) or exists (select from contents) then
    raise exception 'This database holds traces in a form that this version does not read: keep it for the version that wrote it, and start this one with a new data folder or database';
  end if;
end
$$;

-- What spans carry, many bodies together in one compressed row: lib/bodies. A body's place (block and item) never changes;
-- `last_block` is greater than `block` where later blocks of the day were packed into this row.
create table body_blocks (
  block       bigint not null,   -- 52 bits, greater for later ones: lib/bodies/body-ref.ts
  last_block  bigint not null,
  day         date not null,     -- of the spans whose bodies it holds (UTC)
  bytes       int not null,      -- before compression
  project_id  int not null,
  shard_key   int not null,
  packed      smallint not null default 0,  -- 0 as it came; 1 small ones together, with a filter; 2 a closed day's, compressed harder
  written_at  timestamptz not null default clock_timestamp(),
  bodies      bytea not null,    -- Brotli
  others      bigint[],          -- blocks that its records refer to
  filter      bytea,             -- trigrams of its bodies: lib/bodies/trigram-filter.ts
  primary key (project_id, block, day, shard_key)
) partition by range (day);
-- Compressed already: looking whether it can be made smaller costs more than it saves.
alter table body_blocks alter column bodies set storage external;
alter table body_blocks alter column filter set storage external;
-- Whose block a body lies in, where blocks were packed; which ones wait for it.
create index body_blocks_packed on body_blocks using gist (int8range(block, last_block, '[]')) where last_block > block;
create index body_blocks_to_pack on body_blocks (written_at) where packed = 0;
select protect_tenant_table('body_blocks');
grant select, insert on body_blocks to recount_app;
grant select, insert, update, delete on body_blocks to recount_worker;

drop table contents;
drop table contexts;

alter table spans
  drop column resource_id,
  drop column attributes_id,
  drop column sent,
  drop column metadata_id,
  drop column settings_id,
  drop column system_id,
  drop column context_id,
  drop column input_id,
  drop column result_id,
  drop column error_id,
  drop column output_ids,
  drop column document_ids,
  add column body_ref bigint,                        -- where the record of what it carries lies; null: it carries nothing
  add column carries smallint not null default 0,    -- bits of lib/bodies/body-ids.ts
  add column input_digest int,                       -- 32 bits of what was asked: tells attempts at one thing from others
  add column resource_digest int;                    -- likewise of its resource and scope

alter table span_additions
  drop column settings_id,
  drop column system_id,
  drop column context_id,
  drop column input_id,
  drop column result_id,
  drop column error_id,
  drop column attributes_id,
  drop column sent,
  drop column output_ids,
  drop column document_ids,
  add column body_ref bigint,
  add column carries smallint not null default 0,
  add column input_digest int;

-- Whose record carries them.
alter table traces
  drop column metadata_id,
  drop column input_id,
  drop column output_id,
  add column metadata_ref bigint,
  add column input_ref bigint,
  add column output_ref bigint;

-- A prompt's text outlives the days on which it was used.
alter table prompt_versions drop column system_id, add column system text;

create or replace function ensure_partitions(from_day date, to_day date) returns int
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
    foreach parent in array array['spans', 'span_additions', 'traces', 'body_blocks'] loop
      partition := format('%s_%s', parent, to_char(day, 'YYYYMMDD'));
      if to_regclass(partition) is null then
        -- One maker at a time; who waited finds it made.
        perform pg_advisory_xact_lock(hashtext('recount partitions'));
        continue when to_regclass(partition) is not null;
        -- Made apart and attached: neither who reads nor who writes other days has to wait, or can wait for each other.
        execute format('create table %I (like %I including defaults including storage)', partition, parent);
        execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, partition,
          case parent when 'body_blocks' then day::text else day::text || ' 00:00:00+00' end,
          case parent when 'body_blocks' then (day + 1)::text else (day + 1)::text || ' 00:00:00+00' end);
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

create or replace function drop_partitions_before(cutoff date) returns text[]
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
    where i.inhparent in ('spans'::regclass, 'span_additions'::regclass, 'traces'::regclass, 'body_blocks'::regclass)
      and right(child.relname, 8) ~ '^[0-9]{8}$'
      and right(child.relname, 8)::date < cutoff
    order by right(child.relname, 8), child.relname
    limit 40
  loop
    execute format('drop table %I', partition);
    dropped := dropped || partition;
  end loop;
  return dropped;
end
$$;
-- Partitions that the function before this one made: their days need one of blocks.
select ensure_partitions(day, day)
from (
  select distinct right(child.relname, 8)::date as day
  from pg_inherits i
  join pg_class child on child.oid = i.inhrelid
  where i.inhparent = 'spans'::regclass and right(child.relname, 8) ~ '^[0-9]{8}$'
) known;
