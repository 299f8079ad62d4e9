-- breaking
-- Programs before this one refer to bodies of the last hour without asking whether these are still what they were: a span that such
-- a program stores while a text is erased may lose what it carries.

-- How often places of a day have been given up: by collecting what nothing refers to, or by erasing. A process that knows where
-- a body lies says as of which number; a batch that relies on an older one is refused and made again (lib/bodies/epochs.ts).
create table body_epochs (
  project_id    int not null references projects (id) on delete cascade,
  day           date not null,
  epoch         int not null,
  collected_at  timestamptz,   -- what nothing refers to was looked for
  erased_at     timestamptz,   -- something was erased
  scrubbed_at   timestamptz,   -- and its bytes are gone from the tables' files, of what was erased until then
  primary key (project_id, day)
);
select protect_tenant_table('body_epochs');
grant select, insert, update on body_epochs to recount_app;
grant select, insert, update, delete on body_epochs to recount_worker;

-- As of which number its writer knew the day: places in it are in nobody's memory under a lower one.
alter table body_blocks add column epoch int not null default 0;

-- Called in the transaction that stores references to bodies known from before, before or after them. The lock tells who gives
-- places up which transactions may not have seen its number (it never waits, and nobody waits for it within a transaction);
-- the number is read after the lock, by a statement of its own.
create function rely_on_bodies(project int, days date[], epochs int[]) returns void
language plpgsql volatile set search_path = public, pg_temp as $$
declare
  changed record;
begin
  perform pg_advisory_xact_lock_shared(6065, project);
  select e.day, e.epoch into changed
  from unnest(days, epochs) as known (day, epoch)
  join body_epochs e on e.project_id = project and e.day = known.day
  where e.epoch <> known.epoch
  limit 1;
  if found then
    raise exception 'Bodies of % have been given up since they were remembered', changed.day
      using errcode = 'RC001', detail = changed.day::text || ' ' || changed.epoch::text;
  end if;
end
$$;
revoke all on function rely_on_bodies(int, date[], int[]) from public;
grant execute on function rely_on_bodies(int, date[], int[]) to recount_app, recount_worker;

-- Erasing is asked for by people: blocks are rewritten in place, and the copies of a text outside of blocks.
grant update (bodies, bytes, filter) on body_blocks to recount_app;
grant update (name, error_type) on traces to recount_app;
grant update (body), delete on span_parts to recount_app;

-- What a filter holds has changed (characters instead of bytes): blocks that have one get another.
update body_blocks set packed = 0, filter = null where filter is not null;
