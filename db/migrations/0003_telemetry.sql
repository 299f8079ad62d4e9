-- Telemetry. Rules that keep these tables distributable: shard_key int not null, last in every primary key; the
-- partition column in every key; single-level daily ranges; no triggers, foreign keys to the control plane, unlogged
-- tables, extension types or volatile defaults that differ between nodes.

-- Every distinct text or JSON that a span carried, once a project. id = first 128 bits of SHA-256(format byte, body).
create table contents (
  id          uuid not null,
  project_id  int not null,
  shard_key   int not null,
  format      smallint not null,     -- 0 text, 1 canonical JSON
  body        text not null,
  primary key (project_id, id, shard_key)
);
-- Compress from 128 bytes on and keep the row in one place: messages are a few hundred bytes, and pglz halves prose.
alter table contents set (toast_tuple_target = 128);
alter table contents alter column body set storage main;

-- A call's input messages: the list of the call before it (parent) plus what is new. id = chain of SHA-256 over the
-- messages, so it names the whole list, does not depend on how the list was cut, and repeats for every later call.
create table contexts (
  id           uuid not null,
  parent_id    uuid,
  project_id   int not null,
  shard_key    int not null,
  length       int not null,         -- messages in the whole list
  message_ids  uuid[] not null,      -- contents of the messages after the parent's
  primary key (project_id, id, shard_key)
);

create table spans (
  started_at              timestamptz not null,
  duration_ns             bigint,           -- null: not ended yet
  revision                bigint not null,  -- which copy of a span wins: the greater one
  cost_nano_usd           bigint,           -- null: unknown
  reported_cost_nano_usd  bigint,           -- what the client says it cost
  price_id                bigint,
  ttft_ns                 bigint,
  prompt_fingerprint      bigint,
  trace_id                uuid not null,
  span_id                 bytea not null,
  parent_span_id          bytea,
  project_id              int not null,
  shard_key               int not null,
  -- Disjoint token buckets; all null: unknown. input_total and output_total are their sums.
  input_uncached_tokens   int,
  cache_read_tokens       int,
  cache_write_tokens      int,
  cache_write_1h_tokens   int,              -- the part of cache_write_tokens with an hour to live
  input_audio_tokens      int,
  output_text_tokens      int,
  reasoning_tokens        int,
  output_audio_tokens     int,
  parts                   smallint not null default 0,  -- lib/model/parts.ts: which parts the span carries
  flags                   smallint not null default 0,  -- lib/model/flags.ts: simulated, estimated, synthetic clock, …
  is_error                boolean not null default false,
  streaming               boolean,
  kind                    text not null,
  name                    text not null,
  error_type              text,
  service                 text,
  environment             text,
  release                 text,
  version                 text,
  feature                 text,             -- said explicitly by the client
  function_name           text,             -- the dialect's function, workflow or agent name: feature of last resort but one
  trace_name              text,
  user_id                 text,
  session_id              text,
  tags                    text[],
  provider                text,
  request_model           text,
  response_model          text,
  response_id             text,
  finish_reason           text,
  tool_name               text,
  tool_call_id            text,
  prompt_name             text,
  prompt_label            text,
  usage_rule              text,             -- which rule made the buckets out of the reported numbers
  -- Bodies, by contents.id.
  resource_id             uuid,             -- resource and scope attributes
  attributes_id           uuid,             -- what no dialect maps, events and links: verbatim
  metadata_id             uuid,
  settings_id             uuid,             -- request parameters and tool definitions
  system_id               uuid,             -- system instructions
  context_id              uuid,             -- input messages: contexts.id
  input_id                uuid,             -- other input: tool arguments, query, embedded texts, a span's input
  result_id               uuid,             -- other output: tool result, a span's output
  error_id                uuid,             -- message and stack
  output_ids              uuid[],           -- output messages
  document_ids            uuid[],
  -- Derived from the whole trace by the worker; null: as the span itself says.
  derived_kind            text,             -- a wrapper that repeats a model call is shown as a workflow and not counted
  derived_feature         text,
  derived_user_id         text,
  derived_session_id      text,
  derived_environment     text,
  derived_release         text,
  derived_ttft_ns         bigint,
  derived_fingerprint     bigint,
  derived_parts           smallint,
  primary key (project_id, trace_id, span_id, started_at, shard_key)
) partition by range (started_at);
create index spans_by_time on spans (project_id, started_at);

-- What arrives about a span on another road and may come first: log events with its content. Merged when derived.
create table span_additions (
  occurred_at     timestamptz not null,
  addition_id     uuid not null,     -- digest: the same event twice is one row
  trace_id        uuid not null,
  span_id         bytea not null,
  project_id      int not null,
  shard_key       int not null,
  parts           smallint not null default 0,
  prompt_fingerprint bigint,
  finish_reason   text,
  settings_id     uuid,
  system_id       uuid,
  context_id      uuid,
  input_id        uuid,
  result_id       uuid,
  error_id        uuid,
  attributes_id   uuid,
  output_ids      uuid[],
  document_ids    uuid[],
  primary key (project_id, trace_id, span_id, addition_id, occurred_at, shard_key)
) partition by range (occurred_at);

-- Between which days a trace's spans and additions lie: finds a trace by id alone, whenever its parts came.
create table trace_days (
  trace_id    uuid not null,
  project_id  int not null,
  shard_key   int not null,
  first_day   date not null,
  last_day    date not null,
  primary key (project_id, trace_id, shard_key)
);

-- One derived row a trace: a function of its spans, additions and nothing else.
create table traces (
  started_at              timestamptz not null,  -- of the root; of the earliest span while there is no root
  duration_ns             bigint,                -- to the last end seen; null while nothing has ended
  ttft_ns                 bigint,                -- from the trace's start to the first token a user could see
  cost_nano_usd           bigint,                -- sum of the known costs
  digest                  bigint not null,       -- of everything else in the row: unchanged rows are not written
  trace_id                uuid not null,
  root_span_id            bytea,
  project_id              int not null,
  shard_key               int not null,
  input_tokens            int,                   -- totals over the counted calls; null: unknown for all of them
  cache_read_tokens       int,
  cache_write_tokens      int,
  output_tokens           int,
  reasoning_tokens        int,
  span_count              int not null,
  llm_count               int not null,
  tool_count              int not null,
  retrieval_count         int not null,
  error_count             int not null,
  unknown_cost_count      int not null,          -- counted calls without a known cost
  is_error                boolean not null,
  is_open                 boolean not null,      -- no root yet, or the root has not ended
  cost_status             text,                  -- known, partial, unknown; null: nothing to price
  has_prompt_version      boolean,               -- the five parts; null: not applicable
  has_context             boolean,
  has_output              boolean,
  has_tool_results        boolean,
  has_cost                boolean,
  flags                   smallint not null default 0,
  name                    text not null,
  error_type              text,
  service                 text,
  environment             text,
  release                 text,
  version                 text,
  feature                 text not null,
  user_id                 text,
  session_id              text,
  tags                    text[] not null default '{}',
  models                  text[] not null default '{}',
  providers               text[] not null default '{}',
  tools                   text[] not null default '{}',
  prompt_fingerprints     bigint[] not null default '{}',
  metadata_id             uuid,
  input_id                uuid,                  -- contents of what the user said, and of the final answer
  output_id               uuid,
  primary key (project_id, trace_id, started_at, shard_key)
) partition by range (started_at);
create index traces_by_time on traces (project_id, started_at desc, trace_id);
create index traces_by_session on traces (project_id, session_id, started_at) where session_id is not null;

create table scores (
  id            text not null,
  project_id    int not null,
  shard_key     int not null,
  trace_id      uuid,
  session_id    text,
  span_id       bytea,
  name          text not null,
  data_type     text not null check (data_type in ('number', 'category', 'boolean')),
  value_number  double precision,
  value_text    text,
  source        text not null check (source in ('user', 'reviewer', 'code', 'model')),
  comment       text,
  correction    text,
  created_at    timestamptz not null,
  revised_at    timestamptz not null,            -- the later revision of an id wins
  primary key (project_id, id, shard_key),
  check (trace_id is not null or session_id is not null)
);
create index scores_by_trace on scores (project_id, trace_id) where trace_id is not null;
create index scores_by_session on scores (project_id, session_id) where session_id is not null;
create index scores_by_time on scores (project_id, created_at);

-- Roll-ups. dimension_id names a combination of values, so that rows stay narrow. A bucket is recomputed as a whole
-- from the spans (minute) or from the tier below it (hour, day); it is never incremented.
create table dimensions (
  id           bigint not null,      -- hash of the values
  project_id   int not null,
  shard_key    int not null,
  environment  text,
  feature      text,
  release      text,
  kind         text,
  provider     text,
  model        text,
  name         text,                 -- tool name
  primary key (project_id, id, shard_key)
);

create table rollup_traces (
  bucket              timestamptz not null,
  dimension_id        bigint not null,
  project_id          int not null,
  shard_key           int not null,
  tier                smallint not null,        -- seconds a bucket: 60, 3600; day: 0 (UTC days)
  interactions        bigint not null,
  errors              bigint not null,
  cost_nano_usd       bigint not null,
  unknown_cost_count  bigint not null,
  complete            bigint not null,          -- traces with no part missing
  missing_prompt      bigint not null,
  missing_context     bigint not null,
  missing_output      bigint not null,
  missing_tools       bigint not null,
  missing_cost        bigint not null,
  latency_sum_ns      numeric not null,
  -- Histograms, sparse: bin i covers (g^(i-1), g^i] ns with g = 1.02/0.98, at most 2 % off (lib/stats/histogram.ts).
  latency_bins        smallint[] not null,
  latency_counts      bigint[] not null,
  ttft_bins           smallint[] not null,
  ttft_counts         bigint[] not null,
  primary key (project_id, tier, bucket, dimension_id, shard_key)
);

create table rollup_calls (
  bucket                 timestamptz not null,
  dimension_id           bigint not null,
  project_id             int not null,
  shard_key              int not null,
  tier                   smallint not null,
  calls                  bigint not null,
  errors                 bigint not null,
  streamed               bigint not null,
  cost_nano_usd          bigint not null,
  unknown_cost_count     bigint not null,
  unknown_usage_count    bigint not null,
  input_uncached_tokens  bigint not null,
  cache_read_tokens      bigint not null,
  cache_write_tokens     bigint not null,
  input_audio_tokens     bigint not null,
  output_text_tokens     bigint not null,
  reasoning_tokens       bigint not null,
  output_audio_tokens    bigint not null,
  duration_sum_ns        numeric not null,
  duration_bins          smallint[] not null,
  duration_counts        bigint[] not null,
  ttft_bins              smallint[] not null,
  ttft_counts            bigint[] not null,
  primary key (project_id, tier, bucket, dimension_id, shard_key)
);

create table usage (
  bucket              timestamptz not null,
  project_id          int not null,
  shard_key           int not null,
  tier                smallint not null,        -- 3600 or 0
  user_id             text not null,
  feature             text not null,
  interactions        bigint not null,
  cost_nano_usd       bigint not null,
  unknown_cost_count  bigint not null,
  input_tokens        bigint not null,
  output_tokens       bigint not null,
  primary key (project_id, tier, bucket, user_id, feature, shard_key)
);

-- Work to do. Marks are only added and taken, never changed, so that a writer never waits for a worker: a mark that
-- arrives while its trace is being derived is simply derived again. Local tables, not telemetry.
create table dirty_traces (
  id          bigint generated always as identity primary key,
  project_id  int not null,
  trace_id    uuid not null,
  shard_key   int not null,
  lane        smallint not null,                -- hash of the trace: at most one worker derives a lane at a time
  marked_at   timestamptz not null default clock_timestamp()
);
create table dirty_buckets (
  id          bigint generated always as identity primary key,
  project_id  int not null,
  tier        smallint not null,                -- which tier's bucket is stale
  bucket      timestamptz not null,
  marked_at   timestamptz not null default clock_timestamp()
);
create index dirty_buckets_by_bucket on dirty_buckets (project_id, tier, bucket);
-- Emptied all the time: vacuum by count, not by share.
alter table dirty_traces set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000);
alter table dirty_buckets set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

select protect_tenant_table(t) from unnest(array['contents', 'contexts', 'spans', 'span_additions', 'trace_days', 'traces', 'scores',
  'dimensions', 'rollup_traces', 'rollup_calls', 'usage', 'dirty_traces', 'dirty_buckets']::regclass[]) t;

grant select, insert on contents, contexts, span_additions to recount_app;
grant select, insert, update on spans, trace_days, scores to recount_app;
grant select on traces, dimensions, rollup_traces, rollup_calls, usage, dirty_buckets to recount_app;
grant select, insert on dirty_traces to recount_app;
grant select, insert, update, delete on contents, contexts, spans, span_additions, trace_days, traces, scores,
  dimensions, rollup_traces, rollup_calls, usage, dirty_traces, dirty_buckets to recount_worker;
