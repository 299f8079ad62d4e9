-- What comes in at the doors: limits, the account of what was taken and what was not, who sent it, and samples of what was
-- refused. Small tables of the control plane: written in batches by the app, never within a request.

-- Null: the default of lib/intake/limits.ts; 0: no limit. Per copy of the app.
alter table api_keys
  add column max_spans_per_second int check (max_spans_per_second >= 0),
  add column max_requests_per_second int check (max_requests_per_second >= 0);
-- Spans a UTC day; null: no quota.
alter table projects add column daily_span_quota bigint check (daily_span_quota > 0);

-- What the quota is held against: one row a project and UTC day, added to by every copy of the app.
create table ingest_days (
  project_id  int not null,
  day         date not null,
  spans       bigint not null,
  primary key (project_id, day)
);

create table ingest_minutes (
  project_id  int not null,
  minute      timestamptz not null,
  door        text not null,
  outcome     text not null check (outcome in ('accepted', 'rejected', 'refused')),
  reason      text not null,     -- of rejected spans and of refused requests; '' when accepted
  spans       bigint not null,
  requests    bigint not null,
  bytes       bigint not null,   -- of bodies as sent
  primary key (project_id, minute, door, outcome, reason)
);

-- One row a combination of client, version, instrumentation and service; the most recent 200 of a project.
create table ingest_clients (
  project_id               int not null,
  id                       uuid not null,   -- digest of the columns up to door
  name                     text not null,
  version                  text,
  instrumentation          text,
  instrumentation_version  text,
  service                  text,
  door                     text not null,
  dialect                  text,
  api_key_id               int,
  first_seen_at            timestamptz not null,
  last_seen_at             timestamptz not null,
  primary key (project_id, id)
);

-- When a client sends, to tell silence from its habit.
create table ingest_client_hours (
  project_id  int not null,
  client_id   uuid not null,
  hour        timestamptz not null,
  spans       bigint not null,
  rejected    bigint not null,
  requests    bigint not null,
  minutes     bigint not null,   -- bit n: something came in minute n
  primary key (project_id, client_id, hour)
);

create table ingest_quarantine (
  project_id   int not null,
  id           uuid not null,
  at           timestamptz not null,
  door         text not null,
  client       text not null,
  service      text,
  api_key_id   int,
  code         text not null,
  message      text not null,
  trace_id     text,
  span_id      text,
  span_name    text,
  body         text,              -- redacted and cut
  body_format  text check (body_format in ('json', 'text', 'hex')),
  body_bytes   bigint,            -- of the whole, when known
  primary key (project_id, id)
);
create index ingest_quarantine_by_time on ingest_quarantine (project_id, at desc, id);
create index ingest_quarantine_by_code on ingest_quarantine (project_id, code, at);

select protect_tenant_table(t) from unnest(array['ingest_days', 'ingest_minutes', 'ingest_clients', 'ingest_client_hours',
  'ingest_quarantine']::regclass[]) t;

grant select, insert, update on ingest_days, ingest_minutes to recount_app;
grant select, insert, update, delete on ingest_clients, ingest_client_hours to recount_app;
grant select, insert, delete on ingest_quarantine to recount_app;
grant select, delete on ingest_days, ingest_minutes, ingest_clients, ingest_client_hours, ingest_quarantine to recount_worker;

-- Traces whose root has not come are few among many; without this a day of traces is read to find them. Building it holds up
-- the worker for seconds on millions of traces, and no request.
create index traces_without_root on traces (project_id, started_at desc) where root_span_id is null;

-- Who holds this key, whether it still works and what it may send. Replaces authenticate_api_key, which the version before this
-- one goes on calling while it is being replaced.
create function identify_api_key(hash bytea)
returns table (
  api_key_id int, project_id int, project_slug text, shard_keys int[], retention_days int, scopes text[], name text, usable boolean,
  max_spans_per_second int, max_requests_per_second int, daily_span_quota bigint, today date, spans_today bigint
)
language sql stable security definer set search_path = public, pg_temp as $$
  select k.id, p.id, p.slug, p.shard_keys, p.retention_days, k.scopes, k.name,
    k.revoked_at is null and (k.expires_at is null or k.expires_at > now()),
    k.max_spans_per_second, k.max_requests_per_second, p.daily_span_quota, d.today,
    coalesce((select i.spans from ingest_days i where i.project_id = p.id and i.day = d.today), 0)
  from api_keys k
  join projects p on p.id = k.project_id
  cross join (select (now() at time zone 'utc')::date as today) d
  where k.key_hash = hash
$$;
revoke all on function identify_api_key(bytea) from public;
grant execute on function identify_api_key(bytea) to recount_app;
