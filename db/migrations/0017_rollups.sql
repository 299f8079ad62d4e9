-- Roll-ups anew. One row holds a combination of a few words (a cube); the widest cube holds all of them. A minute has the widest
-- cube only and is made from raw rows; quarters of an hour, hours and days have all cubes and are made from the tier below.
-- Quarters, because the days and hours of every time zone begin on one.
--
-- The tables have their old names and other columns. Code from before this migration fails on them for as long as it still runs:
-- its figures say so instead of being wrong, its worker's transactions are undone, and what is marked stays marked. Every
-- bucket is marked, so figures are right at once (read from raw rows) and fast as soon as the worker has been through.
create temporary table kept_minutes on commit drop as
  select distinct project_id, bucket from rollup_calls where tier = 60
  union
  select distinct project_id, bucket from rollup_traces where tier = 60
  union
  select distinct project_id, bucket from dirty_buckets where tier = 60;

drop table rollup_traces, rollup_calls, usage, dimensions;

create table dimensions (
  id           bigint not null,      -- hash of cube and values
  project_id   int not null,
  shard_key    int not null,
  cube         smallint not null,    -- lib/derive/measures.ts; words that a cube does not hold are null
  environment  text,
  feature      text,
  release      text,
  kind         text,
  provider     text,
  model        text,
  name         text,                 -- of a tool; of a call's step
  failure      text,
  fingerprint  bigint,               -- prompt version
  cube_ids     bigint[],             -- of the widest cube's rows: which rows of the narrower cubes they add to, in their order
  primary key (project_id, cube, id, shard_key)
);

-- A sum that is null is nothing. Histograms: lib/stats/histogram-bytes.ts; null: empty.
create table rollup_traces (
  bucket                timestamptz not null,
  dimension_id          bigint not null,
  project_id            int not null,
  shard_key             int not null,
  tier                  smallint not null,        -- seconds a bucket: 10 (of the last minutes only), 60, 900, 3600; 0: a day in UTC
  cube                  smallint not null,
  interactions          bigint,
  errors                bigint,
  cost_nano_usd         bigint,
  unknown_cost_count    bigint,
  failed_cost_nano_usd  bigint,                   -- of interactions that failed
  complete              bigint,                   -- no part missing
  missing_prompt        bigint,
  missing_context       bigint,
  missing_output        bigint,
  missing_tools         bigint,
  missing_cost          bigint,
  streamed              bigint,                   -- whose answer streamed
  llm_calls             bigint,
  tool_calls            bigint,
  tools_none            bigint,                   -- interactions by how their tools ran
  tools_single          bigint,
  tools_sequential      bigint,
  tools_parallel        bigint,
  tools_mixed           bigint,
  critical_llm_ns       numeric,
  critical_tool_ns      numeric,
  critical_retrieval_ns numeric,
  critical_other_ns     numeric,
  parallel_saving_ns    numeric,
  savable               bigint,                   -- interactions that independent tools at once would have shortened
  retries               bigint,
  fallbacks             bigint,
  retry_cost_nano_usd   bigint,
  latency_sum_ns        numeric,
  latency               bytea,
  ttft                  bytea,
  primary key (project_id, tier, cube, bucket, dimension_id, shard_key)
) partition by list (tier);

create table rollup_calls (
  bucket                  timestamptz not null,
  dimension_id            bigint not null,
  project_id              int not null,
  shard_key               int not null,
  tier                    smallint not null,
  cube                    smallint not null,
  calls                   bigint,
  errors                  bigint,
  streamed                bigint,
  cost_nano_usd           bigint,
  unknown_cost_count      bigint,
  unknown_usage_count     bigint,
  estimated_calls         bigint,                 -- whose tokens are an estimate
  reported_calls          bigint,                 -- that have both a reported cost and ours
  reported_cost_nano_usd  bigint,                 -- of those calls
  compared_cost_nano_usd  bigint,                 -- ours, of those calls
  input_uncached_tokens   bigint,
  cache_read_tokens       bigint,
  cache_write_tokens      bigint,
  input_audio_tokens      bigint,
  output_text_tokens      bigint,
  reasoning_tokens        bigint,
  output_audio_tokens     bigint,
  input_system_tokens     bigint,                 -- what the input consisted of, estimated from the length of its texts
  input_tools_tokens      bigint,
  input_history_tokens    bigint,
  input_retrieved_tokens  bigint,
  input_user_tokens       bigint,
  anatomy_unknown_tokens  bigint,                 -- input tokens of calls whose texts are unknown
  retries                 bigint,                 -- calls that repeat an earlier one
  fallbacks               bigint,
  retry_cost_nano_usd     bigint,                 -- of calls that another one replaced
  duration_sum_ns         numeric,
  duration                bytea,
  ttft                    bytea,
  primary key (project_id, tier, cube, bucket, dimension_id, shard_key)
) partition by list (tier);

create table usage (
  bucket              timestamptz not null,
  project_id          int not null,
  shard_key           int not null,
  tier                smallint not null,
  cube                smallint not null,          -- 0: by user, feature and environment; 1: all features together, which is ''
  user_id             text not null,              -- '' is unknown, so that the sum over users is the total
  feature             text not null,
  environment         text not null,
  interactions        bigint,
  errors              bigint,
  cost_nano_usd       bigint,
  unknown_cost_count  bigint,
  input_tokens        bigint,
  output_tokens       bigint,
  primary key (project_id, tier, cube, bucket, user_id, feature, environment, shard_key)
) partition by list (tier);

-- A partition a tier: minutes are a hundred times as many as hours, and would lie between them.
do $$
declare
  parent text;
  tier   record;
begin
  foreach parent in array array['rollup_traces', 'rollup_calls', 'usage'] loop
    for tier in select * from (values (10, 'recent'), (60, 'minute'), (900, 'quarter'), (3600, 'hour'), (0, 'day')) as t (seconds, name) loop
      execute format('create table %I partition of %I for values in (%s)', parent || '_' || tier.name, parent, tier.seconds);
      execute format('alter table %I enable row level security', parent || '_' || tier.name);
      execute format('alter table %I force row level security', parent || '_' || tier.name);
    end loop;
  end loop;
end
$$;

select protect_tenant_table(t) from unnest(array['dimensions', 'rollup_traces', 'rollup_calls', 'usage']::regclass[]) t;
grant select on dimensions, rollup_traces, rollup_calls, usage to recount_app;
grant select, insert, update, delete on dimensions, rollup_traces, rollup_calls, usage to recount_worker;

-- Ingest says itself which minutes are stale, in the transaction that stores their spans: a bucket without a mark is exact.
grant insert on dirty_buckets to recount_app;

delete from dirty_buckets;
insert into dirty_buckets (project_id, tier, bucket) select project_id, 60, bucket from kept_minutes;
