-- Which price a call is billed at besides its model: batch, flex, priority; null: the standard one.
alter table spans add column service_tier text;

-- Calls that have no usage get a tokenizer's counts only where somebody has asked for it.
alter table projects add column estimate_tokens boolean not null default false;

-- A project's own prices. What a price says never changes: a change ends one row and begins another, so that spans that were
-- priced with it can always say what it was.
create table price_overrides (
  id          int generated always as identity primary key,
  project_id  int not null references projects (id) on delete cascade,
  provider    text not null check (length(provider) between 1 and 120),   -- as on spans; '*': any
  model       text not null check (length(model) between 1 and 200),      -- a name, or its beginning followed by '*'
  valid_from  date,                                                       -- first day (UTC); null: always
  valid_to    date,                                                       -- last day (UTC), included; null: until further notice
  -- By service tier: {"standard": {"input_mtok": "2.5", …}, "batch": {…}}: US dollars a million tokens, as decimal strings.
  units       jsonb not null,
  note        text not null default '' check (length(note) <= 500),
  author      text not null,
  created_at  timestamptz not null default clock_timestamp(),
  removed_at  timestamptz,
  check (valid_from <= valid_to)
);
create index price_overrides_by_project on price_overrides (project_id);

-- Giving calls of the past today's prices: a preview, and then, if somebody says so, the change. Both walk the calls in the
-- order of their key, a batch a transaction, and keep their place here.
create table repricings (
  id               int generated always as identity primary key,
  project_id       int not null references projects (id) on delete cascade,
  state            text not null check (state in ('previewing', 'previewed', 'queued', 'running', 'done', 'cancelled', 'failed')),
  from_at          timestamptz not null,
  to_at            timestamptz not null,
  provider         text not null,             -- as in price_overrides
  model            text not null,
  book             text,                      -- digest of the prices that the preview was made with
  total_calls      bigint,
  done_calls       bigint not null default 0, -- of the phase that runs
  cursor           jsonb,                     -- [started_at, trace_id, span_id, shard_key] of the last call done
  preview          jsonb,                     -- [{provider, model, calls, changed, …}]; money in nano-dollars, as text
  result           jsonb,
  failure          text,
  author           text not null,
  actor            jsonb not null,
  created_at       timestamptz not null default clock_timestamp(),
  started_at       timestamptz,
  ended_at         timestamptz,
  check (from_at < to_at)
);
create index repricings_by_project on repricings (project_id, id desc);
-- One at a time: two would undo each other's work.
create unique index repricings_under_way on repricings (project_id) where state in ('previewing', 'queued', 'running');

select protect_tenant_table(t) from unnest(array['price_overrides', 'repricings']::regclass[]) t;
grant select, insert, update on price_overrides, repricings to recount_app;
grant select on price_overrides to recount_worker;
grant select, update on repricings to recount_worker;

-- What estimates and reported costs are worth, beside what the other columns add up. Buckets made before this hold zeros until
-- they are made anew: npm run rebuild.
alter table rollup_calls
  add column estimated_calls bigint not null default 0,           -- calls whose tokens are an estimate
  add column reported_calls bigint not null default 0,            -- calls that have both a reported cost and ours
  add column reported_cost_nano_usd bigint not null default 0,    -- of those calls
  add column compared_cost_nano_usd bigint not null default 0;    -- ours, of those calls
