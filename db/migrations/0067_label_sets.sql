-- breaking
-- Programs before this one write a span's labels into its row, where they are looked for no more. Nothing that they stored can
-- be read from here on: a database that holds any is refused, and stays as it is.
do $$
begin
  if exists (select from spans) then
    raise exception 'This database holds traces in a form that this version does not read: keep it for the version that wrote it, and start this one with a new data folder or database';
  end if;
end
$$;
drop table spans;

-- Labels that many spans share, each combination once. Every server says anew each day (UTC) that it uses one, in the transaction
-- of the spans that do, so that one of long ago is nobody's: lib/retention/drop-old.ts.
create table label_sets (
  id               bigint not null,   -- 63 bits of a digest of the labels: lib/ingest/label-sets.ts
  project_id       int not null,
  shard_key        int not null,
  used_on          date not null,     -- the last day on which a server wrote spans that have them
  kind             text not null,
  name             text not null,
  service          text,
  environment      text,
  release          text,
  version          text,
  feature          text,              -- said explicitly by the client
  function_name    text,              -- the dialect's function, workflow or agent name: feature of last resort but one
  trace_name       text,
  provider         text,
  request_model    text,
  response_model   text,
  model_name       text,              -- one name for aliases and dated names; null: as the client says
  service_tier     text,
  endpoint_region  text,
  finish_reason    text,
  tool_name        text,
  prompt_name      text,
  prompt_label     text,
  usage_rule       text,              -- which rule made the buckets out of the reported numbers
  error_type       text,
  failure          text,
  primary key (project_id, id, shard_key)
);
select protect_tenant_table('label_sets');
grant select, insert, update on label_sets to recount_app;
grant select, delete on label_sets to recount_worker;

-- One row a span, by day of its start. What is always there comes first, the widest first: no byte is lost to alignment.
create table span_rows (
  started_at               timestamptz not null,
  revision                 bigint not null,  -- which copy of a span wins: the greater one
  trace_id                 uuid not null,
  project_id               int not null,
  shard_key                int not null,
  duration_ns              bigint,           -- null: not ended yet
  body_ref                 bigint,           -- where the record of what it carries lies; null: it carries nothing
  label_set                bigint,           -- null: own_labels are all
  cost_nano_usd            bigint,           -- null: unknown
  price_id                 bigint,
  prompt_fingerprint       bigint,
  ttft_ns                  bigint,
  reported_cost_nano_usd   bigint,           -- what the client says it cost
  derived_ttft_ns          bigint,
  derived_fingerprint      bigint,
  derived_call_trace_id    uuid,
  resource_digest          int,
  input_digest             int,
  -- Disjoint token buckets; all null: unknown. input_total and output_total are their sums.
  input_uncached_tokens    int,
  cache_read_tokens        int,
  cache_write_tokens       int,
  cache_write_1h_tokens    int,              -- the part of cache_write_tokens with an hour to live
  input_audio_tokens       int,
  output_text_tokens       int,
  reasoning_tokens         int,
  output_audio_tokens      int,
  cache_read_audio_tokens  int,
  cache_read_image_tokens  int,
  input_image_tokens       int,
  input_video_tokens       int,
  output_image_tokens      int,
  output_video_tokens      int,
  -- What the input consists of; together they are the input tokens.
  input_system_tokens      int,
  input_tools_tokens       int,
  input_history_tokens     int,
  input_retrieved_tokens   int,
  input_user_tokens        int,
  web_searches             int,
  derived_call_rank        int,
  derived_order            int,
  parts                    smallint not null default 0,  -- lib/model/completeness.ts
  flags                    smallint not null default 0,  -- lib/model/flags.ts
  carries                  smallint not null default 0,  -- lib/bodies/body-ids.ts
  derived_parts            smallint,
  derived_attempt          smallint,
  is_error                 boolean not null default false,
  streaming                boolean,
  span_id                  bytea not null,
  parent_span_id           bytea,
  response_id              text,
  user_id                  text,
  session_id               text,
  tool_call_id             text,
  tags                     text[],
  -- Derived from the whole trace by the worker; null: as the span itself says.
  derived_kind             text,
  derived_feature          text,
  derived_user_id          text,
  derived_session_id       text,
  derived_environment      text,
  derived_release          text,
  derived_step             text,
  derived_call_id          bytea,
  own_labels               text[],           -- in the order of lib/model/labels.ts; one that is not null stands before the set's
  -- Time first: it is found by time as well, and new rows come to its end, where pages are filled.
  primary key (project_id, started_at, trace_id, span_id, shard_key)
) partition by range (started_at);
-- The same trace's spans share one entry.
create index spans_by_trace on span_rows (project_id, trace_id);
-- Calls of other traces with the same response id.
create index spans_by_response on span_rows (project_id, response_id) where response_id is not null;
select protect_tenant_table('span_rows');
grant select, insert, update on span_rows to recount_app;
grant select, insert, update, delete on span_rows to recount_worker;

-- Spans as everybody reads them. Who asks for no label reads no label set.
create view spans with (security_invoker = true) as
select
  s.started_at, s.revision, s.trace_id, s.project_id, s.shard_key, s.duration_ns, s.body_ref, s.cost_nano_usd,
  s.price_id, s.prompt_fingerprint, s.ttft_ns, s.reported_cost_nano_usd, s.derived_ttft_ns, s.derived_fingerprint,
  s.derived_call_trace_id, s.resource_digest, s.input_digest, s.input_uncached_tokens, s.cache_read_tokens,
  s.cache_write_tokens, s.cache_write_1h_tokens, s.input_audio_tokens, s.output_text_tokens, s.reasoning_tokens,
  s.output_audio_tokens, s.cache_read_audio_tokens, s.cache_read_image_tokens, s.input_image_tokens,
  s.input_video_tokens, s.output_image_tokens, s.output_video_tokens, s.input_system_tokens, s.input_tools_tokens,
  s.input_history_tokens, s.input_retrieved_tokens, s.input_user_tokens, s.web_searches, s.derived_call_rank,
  s.derived_order, s.parts, s.flags, s.carries, s.derived_parts, s.derived_attempt, s.is_error, s.streaming,
  s.span_id, s.parent_span_id, s.response_id, s.user_id, s.session_id, s.tool_call_id, s.tags, s.derived_kind,
  s.derived_feature, s.derived_user_id, s.derived_session_id, s.derived_environment, s.derived_release,
  s.derived_step, s.derived_call_id,
  coalesce(s.own_labels[1], l.kind) as kind,
  coalesce(s.own_labels[2], l.name) as name,
  coalesce(s.own_labels[3], l.service) as service,
  coalesce(s.own_labels[4], l.environment) as environment,
  coalesce(s.own_labels[5], l.release) as release,
  coalesce(s.own_labels[6], l.version) as version,
  coalesce(s.own_labels[7], l.feature) as feature,
  coalesce(s.own_labels[8], l.function_name) as function_name,
  coalesce(s.own_labels[9], l.trace_name) as trace_name,
  coalesce(s.own_labels[10], l.provider) as provider,
  coalesce(s.own_labels[11], l.request_model) as request_model,
  coalesce(s.own_labels[12], l.response_model) as response_model,
  coalesce(s.own_labels[13], l.model_name) as model_name,
  coalesce(s.own_labels[14], l.service_tier) as service_tier,
  coalesce(s.own_labels[15], l.endpoint_region) as endpoint_region,
  coalesce(s.own_labels[16], l.finish_reason) as finish_reason,
  coalesce(s.own_labels[17], l.tool_name) as tool_name,
  coalesce(s.own_labels[18], l.prompt_name) as prompt_name,
  coalesce(s.own_labels[19], l.prompt_label) as prompt_label,
  coalesce(s.own_labels[20], l.usage_rule) as usage_rule,
  coalesce(s.own_labels[21], l.error_type) as error_type,
  coalesce(s.own_labels[22], l.failure) as failure
from span_rows s
left join label_sets l on l.project_id = s.project_id and l.id = s.label_set and l.shard_key = s.shard_key;
grant select on spans to recount_app, recount_worker;

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
    foreach parent in array array['span_rows', 'span_additions', 'traces', 'body_blocks'] loop
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
    where i.inhparent in ('span_rows'::regclass, 'span_additions'::regclass, 'traces'::regclass, 'body_blocks'::regclass)
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

create or replace function analyze_fresh_partitions() returns text[]
language plpgsql security definer set search_path = public, pg_temp set default_statistics_target = 10 as $$
declare
  partition text;
  done      text[] := '{}';
begin
  for partition in
    select child.relname
    from pg_inherits i
    join pg_class child on child.oid = i.inhrelid
    join pg_stat_all_tables s on s.relid = child.oid
    where i.inhparent in ('span_rows'::regclass, 'span_additions'::regclass, 'traces'::regclass)
      and s.n_mod_since_analyze > greatest(2000, child.reltuples)
    order by s.n_mod_since_analyze desc
    limit 6
  loop
    execute format('analyze %I', partition);
    done := done || partition;
  end loop;
  return done;
end
$$;

-- Days that there are already need a partition of span rows.
select ensure_partitions(day, day)
from (
  select distinct right(child.relname, 8)::date as day
  from pg_inherits i
  join pg_class child on child.oid = i.inhrelid
  where i.inhparent = 'traces'::regclass and right(child.relname, 8) ~ '^[0-9]{8}$'
) known;
