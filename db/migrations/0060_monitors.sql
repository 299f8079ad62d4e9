-- Monitors: what people want to be told of a metric, and what is known of each of its series.
create table monitors (
  id            int generated always as identity primary key,
  project_id    int not null references projects (id) on delete cascade,
  name          text not null check (length(name) between 1 and 120),
  definition    jsonb not null,                   -- lib/monitors/definition.ts, without name and enabled
  enabled       boolean not null default true,    -- false: it is judged, and nobody is told
  muted_until   timestamptz,                      -- the same until then
  next_at       timestamptz not null default '-infinity', -- when the worker judges it again
  evaluated_to  timestamptz,                      -- end of the last window that was judged
  failure       text,                             -- why it could not be judged the last time
  created_by    text not null,
  created_at    timestamptz not null default clock_timestamp(),
  changed_at    timestamptz not null default clock_timestamp(),
  deleted_at    timestamptz                       -- rows stay: a project that deletes what it began with does not get it again
);
create unique index monitors_by_name on monitors (project_id, name) where deleted_at is null;
create index monitors_due on monitors (next_at) where deleted_at is null;

create table monitor_series (
  project_id    int not null references projects (id) on delete cascade,
  monitor_id    int not null references monitors (id) on delete cascade,
  series        text not null,                    -- value of its dimension; '': of the whole, or without a value
  status        text not null check (status in ('ok', 'warning', 'alert', 'no_data', 'not_enough')),
  state         jsonb not null,                   -- lib/monitors/judge.ts
  since         timestamptz not null,             -- it has this status
  value         double precision,
  evaluated_to  timestamptz not null,
  told_at       timestamptz,                      -- channels were told of what it is in; null: they were not
  primary key (project_id, monitor_id, series)
);

select protect_tenant_table(t) from unnest(array['monitors', 'monitor_series']::regclass[]) t;
grant select, insert, update on monitors to recount_app;
grant select, update, delete on monitor_series to recount_app;
grant select, insert, update, delete on monitors, monitor_series to recount_worker;
-- Keys that fell silent are told by name.
grant select (id, project_id, name, revoked_at, expires_at) on api_keys to recount_worker;
