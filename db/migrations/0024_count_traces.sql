-- Counts of traces over time for any words, through the same index. What a filter says as SQL is made in one place for both.

-- passing: the filter; words: what of it only the index of words says. Conditions on `traces t`, each begun with "and".
create function trace_conditions(wanted_project int, filter jsonb, out passing text, out words text)
language plpgsql immutable as $$
declare
  word   text;
  col    text;
  wanted text[];
begin
  passing := '';
  words := '';
  for word, col in values ('environment', 'environment'), ('feature', 'feature'), ('release', 'release'), ('user', 'user_id'),
    ('error_type', 'error_type'), ('session', 'session_id')
  loop
    continue when not filter ? word;
    wanted := array(select jsonb_array_elements_text(filter -> word));
    passing := passing || format(' and t.%I = any(%L::text[])', col, wanted);
    if word <> 'session' then -- has an index of its own
      words := words || has_trace_words(array(select wanted_project || ' ' || word || ' ' || w from unnest(wanted) w));
    end if;
  end loop;
  for word, col in values ('model', 'models'), ('provider', 'providers'), ('tool', 'tools'), ('tag', 'tags')
  loop
    continue when not filter ? word;
    passing := passing || format(' and t.%I && %L::text[]', col, array(select jsonb_array_elements_text(filter -> word)));
  end loop;
  if filter ? 'prompt_fingerprint' then
    passing := passing || format(' and t.prompt_fingerprints && %L::bigint[]',
      array(select jsonb_array_elements_text(filter -> 'prompt_fingerprint')));
  end if;
  if filter ? 'status' then
    passing := passing || format(' and t.is_error = %L', filter ->> 'status' = 'error');
    words := words || has_trace_words(array[wanted_project || ' ' || (filter ->> 'status')]);
  end if;
  for word, col in values ('duration', 'duration_ns'), ('cost', 'cost_nano_usd')
  loop
    continue when not filter ? ('min_' || col);
    passing := passing || format(' and t.%I >= %L::bigint', col, filter ->> ('min_' || col));
    words := words || has_trace_words(array(select wanted_project || ' ' || word || ' ' || step
      from generate_series(least(108, floor(2.885390081777927 * ln(greatest((filter ->> ('min_' || col))::bigint, 1)::float8)))::int, 108) step));
  end loop;
end
$$;

create or replace function find_traces(wanted_project int, shards int[], from_at timestamptz, to_at timestamptz, after_at timestamptz,
  after_id uuid, newest_first boolean, most int, filter jsonb, look int) returns setof traces
language plpgsql stable security definer
set search_path = public, pg_temp
set work_mem = '32MB'
set enable_seqscan = on
set enable_indexscan = on
set max_parallel_workers_per_gather = 0
as $$
declare
  scope     text;
  passing   text;
  words     text;
  sorted    text := case when newest_first then 't.started_at desc, t.trace_id' else 't.started_at, t.trace_id desc' end;
  beyond    text;         -- after the last trace that was looked at
  within    text;
  edge      record;
  found     int;
  remaining int := most;
  day       timestamptz;
  days      int := 0;
  in_order  boolean;
begin
  if wanted_project is distinct from nullif(current_setting('app.project_id', true), '')::int then
    raise exception 'find_traces: project % is not that of the transaction', wanted_project using errcode = '42501';
  end if;

  select c.passing, c.words into passing, words from trace_conditions(wanted_project, filter) c;

  -- The newest few in the order of time. Where they end is read from an index alone, hence no other columns.
  scope := format('t.project_id = %L', wanted_project);
  beyond := case
    when after_at is null then ''
    when newest_first then format(' and t.started_at <= %1$L and (t.started_at < %1$L or t.trace_id > %2$L)', after_at, after_id)
    else format(' and t.started_at >= %1$L and (t.started_at > %1$L or t.trace_id < %2$L)', after_at, after_id)
  end;
  within := format('%s and t.started_at >= %L and t.started_at < %L', scope, from_at, to_at) || beyond;
  execute format('select t.started_at, t.trace_id from traces t where %s order by %s offset %s limit 1', within, sorted, look - 1)
    into edge;
  if edge.trace_id is not null then
    within := within || case
      when newest_first then format(' and t.started_at >= %1$L and (t.started_at > %1$L or t.trace_id <= %2$L)', edge.started_at, edge.trace_id)
      else format(' and t.started_at <= %1$L and (t.started_at < %1$L or t.trace_id >= %2$L)', edge.started_at, edge.trace_id)
    end;
  end if;
  scope := format('%s and t.shard_key = any(%L::int[])', scope, shards);
  return query execute format('select t.* from traces t where %s and t.shard_key = any(%L::int[])%s order by %s limit %s',
    within, shards, passing, sorted, remaining);
  get diagnostics found = row_count;
  remaining := remaining - found;
  if remaining <= 0 or edge.trace_id is null then
    return;
  end if;
  after_at := edge.started_at;
  after_id := edge.trace_id;

  -- Then day by day: still in that order where at least a tenth pass, else through the index of words.
  in_order := found * 10 >= look;
  loop
    if not in_order then
      perform set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true);
    end if;
    -- Beyond a month several days at once.
    days := case when days < 31 then days + 1 else 38 end;
    if newest_first then
      day := date_trunc('day', after_at, 'UTC') - make_interval(days => greatest(0, days - 31));
      within := format('t.started_at >= %L and t.started_at <= %L and (t.started_at < %3$L or t.trace_id > %4$L)',
        greatest(day, from_at), after_at, after_at, after_id);
    else
      day := date_trunc('day', after_at, 'UTC') + make_interval(days => greatest(1, days - 30));
      within := format('t.started_at >= %L and t.started_at < %L and (t.started_at > %1$L or t.trace_id < %3$L)',
        after_at, least(day, to_at), after_id);
    end if;
    return query execute format(
      case
        when in_order then 'select t.* from traces t where %s and %s%s%5$s order by %4$s limit %6$s'
        -- Fenced: for a limited and sorted list the planner would rather walk the day in the order of time.
        else 'select t.* from (select t.* from traces t where %s and %s%s%5$s offset 0) t order by %4$s limit %6$s'
      end,
      scope, within, passing, sorted, case when in_order then '' else words end, remaining);
    get diagnostics found = row_count;
    remaining := remaining - found;
    exit when remaining <= 0;
    in_order := false;
    -- The next day, none of which has been looked at.
    after_at := case when newest_first then day - interval '1 microsecond' else day end;
    after_id := case when newest_first then '00000000-0000-0000-0000-000000000000' else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end;
    exit when after_at < from_at or after_at >= to_at;
  end loop;
end
$$;

-- Traces that pass and how many of them failed, by stretch of time: stretch n begins with the nth start. As find_traces, which
-- says what a filter is.
create function count_traces(wanted_project int, shards int[], from_at timestamptz, to_at timestamptz, starts timestamptz[], filter jsonb)
returns table (stretch int, traces bigint, errors bigint)
language plpgsql stable security definer set search_path = public, pg_temp
as $$
declare
  passing text;
  words   text;
begin
  if wanted_project is distinct from nullif(current_setting('app.project_id', true), '')::int then
    raise exception 'count_traces: project % is not that of the transaction', wanted_project using errcode = '42501';
  end if;
  select c.passing, c.words into passing, words from trace_conditions(wanted_project, filter) c;
  return query execute format(
    'select width_bucket(t.started_at, %L::timestamptz[]), count(*), count(*) filter (where t.is_error)
     from traces t
     where t.project_id = %L and t.shard_key = any(%L::int[]) and t.started_at >= %L and t.started_at < %L%s%s
     group by 1',
    starts, wanted_project, shards, from_at, to_at, passing, words);
end
$$;

revoke all on function trace_conditions(int, jsonb), count_traces(int, int[], timestamptz, timestamptz, timestamptz[], jsonb) from public;
grant execute on function count_traces(int, int[], timestamptz, timestamptz, timestamptz[], jsonb) to recount_app;
