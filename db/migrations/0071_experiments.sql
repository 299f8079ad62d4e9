-- Model calls that are run again at a provider of the project's, as experiments beside what was recorded. Programs of before know
-- none of these tables.

-- What keys of providers are sealed with, besides the part that is outside of the database. It is never changed: a key that was
-- sealed has to be opened again.
alter table instance add column sealing_secret bytea not null
  default sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

create function sealing_secret() returns bytea
language sql stable security definer set search_path = public, pg_temp as $$
  select sealing_secret from instance where id = 1
$$;
revoke all on function sealing_secret() from public;
grant execute on function sealing_secret() to recount_app;

create table model_providers (
  id            int generated always as identity primary key,
  project_id    int not null references projects (id) on delete cascade,
  kind          text not null check (kind in ('openai', 'anthropic')), -- whose API it speaks
  name          text not null,
  base_url      text not null,
  sealed_key    bytea,                     -- null: it asks for none
  models        text[] not null default '{}',
  created_by    text not null,
  created_at    timestamptz not null default clock_timestamp(),
  removed_at    timestamptz
);
create index model_providers_of_project on model_providers (project_id, id) where removed_at is null;

create table experiments (
  id                      bigint generated always as identity primary key,
  project_id              int not null references projects (id) on delete cascade,
  kind                    text not null check (kind in ('rerun', 'what_if')),
  trace_id                uuid not null,
  span_id                 text not null,   -- 16 hex digits
  called_at               timestamptz not null, -- the recorded call: all of this goes when that day does
  name                    text not null,   -- of the recorded span
  changes                 text[] not null, -- how what is asked differs from it, in words
  provider_id             int not null,
  provider_name           text not null,
  model                   text not null,
  state                   text not null default 'running' check (state in ('running', 'done', 'cancelled', 'failed')),
  calls_wanted            int not null,    -- at most so many calls are made
  request                 text not null,   -- JSON: what was asked for, and what is asked of the provider
  result                  text,            -- JSON: what came of it; null: nothing yet
  error                   text,
  estimated_cost_nano_usd bigint,          -- null: no price, or no tokens to estimate with
  created_by              text not null,
  created_at              timestamptz not null,
  ended_at                timestamptz
);
create index experiments_by_time on experiments (project_id, id desc);
create index experiments_of_trace on experiments (project_id, trace_id);
create index experiments_of_day on experiments (project_id, called_at);

create table experiment_runs (
  experiment_id   bigint not null references experiments (id) on delete cascade,
  project_id      int not null references projects (id) on delete cascade,
  number          int not null,
  part            text,                    -- of the call, that was taken out; null: as it was asked for
  state           text not null check (state in ('done', 'failed', 'cancelled')),
  answer          text,                    -- JSON: text, refusal, tool calls; null: there was none
  response_model  text,
  tokens          jsonb,                   -- disjoint buckets; null: the provider did not say
  cost_nano_usd   bigint,                  -- null: unknown
  started_at      timestamptz not null,
  duration_ms     int not null,
  ttft_ms         int,
  error           text,
  primary key (experiment_id, number)
);
create index experiment_runs_by_time on experiment_runs (project_id, started_at);

select protect_tenant_table(t) from unnest(array['model_providers', 'experiments', 'experiment_runs']::regclass[]) t;
grant select, insert, update on model_providers to recount_app;
grant select, insert, update, delete on experiments to recount_app;
grant select, insert, update on experiment_runs to recount_app;
grant select, delete on experiments to recount_worker;
