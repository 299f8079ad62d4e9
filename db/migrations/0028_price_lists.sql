-- Lists of prices that somebody has loaded, for all projects of this installation: public prices, nobody's secret. The one in
-- force goes before the list that comes with Recount, unless that is younger. Rows are kept: the audit log names them.
create table price_lists (
  id           int generated always as identity primary key,
  digest       text not null,              -- of what it says
  version      text not null,              -- "genai-prices 0.2.4, litellm 1.112.0"
  listed_on    date not null,              -- day of its newest source
  models       int not null,
  origin       text not null check (length(origin) <= 2000),   -- a file's name or an address
  body         bytea not null,             -- gzip of its JSON
  author       text not null,
  created_at   timestamptz not null default clock_timestamp(),
  applied_at   timestamptz,                -- null: shown and not yet in force
  replaced_at  timestamptz
);
create unique index price_lists_in_force on price_lists ((true)) where applied_at is not null and replaced_at is null;

grant select, insert, update, delete on price_lists to recount_app;
grant select on price_lists to recount_worker;

-- What concerns all projects is for those who are administrators of all of them.
create function administers_all_projects(person int) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select not exists (
    select from projects p
    where not exists (
      select from memberships m where m.project_id = p.id and m.user_id = person and m.role = 'admin'
    )
  )
$$;
revoke all on function administers_all_projects(int) from public;
grant execute on function administers_all_projects(int) to recount_app;
