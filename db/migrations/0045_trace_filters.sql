-- breaking
-- Lists by any filter, without a list of dimensions in the database: which columns are compared with what comes as data, made from
-- lib/model/dimensions.ts. The walk stays here because row-level security keeps recount_app from the index of words (its operators
-- are not marked as leakproof), so it runs as the owner and itself refuses another project than that of the transaction.
--
-- Code from before this migration fails on filtered lists for as long as it still runs: what it says is no list of conditions.
drop function count_traces(int, int[], timestamptz, timestamptz, timestamptz[], jsonb);
drop function find_traces(int, int[], timestamptz, timestamptz, timestamptz, uuid, boolean, int, jsonb, int);
drop function trace_conditions(int, jsonb);

-- conditions: [{"column", "test": "any" | "overlap" | "is" | "least", "type", "value", "words"}]; value: text that the type reads;
-- words: an array's text, what the index knows of it. Names and values are quoted here, so a condition is never SQL.
-- passing: all conditions; words: what of them only the index says. Both are of `traces t`, each begun with "and".
create function trace_conditions(conditions jsonb, out passing text, out words text)
language plpgsql immutable as $$
declare
  one record;
begin
  passing := '';
  words := '';
  for one in select * from jsonb_to_recordset(conditions) as c ("column" text, test text, type text, value text, words text)
  loop
    passing := passing || format(
      case one.test
        when 'any' then ' and t.%1$I = any(%2$L::%3$s)'
        when 'overlap' then ' and t.%1$I && %2$L::%3$s'
        when 'least' then ' and t.%1$I >= %2$L::%3$s'
        when 'is' then ' and t.%1$I = %2$L::%3$s'
      end, one."column", one.value, one.type::regtype);
    if one.words is not null then
      words := words || has_trace_words(one.words::text[]);
    end if;
  end loop;
end
$$;

-- Traces of a project that meet conditions, in the order of time, at most so many.
--   after_at, after_id: where the page before ended; null: the beginning
--   look: how many traces are looked at in the order of time before that is given up
-- The newest few are walked in the order of time; where fewer than a tenth of them pass, the rest is met day by day in the index
-- before a trace is read.
create function find_traces(wanted_project int, shards int[], from_at timestamptz, to_at timestamptz, after_at timestamptz,
  after_id uuid, newest_first boolean, most int, conditions jsonb, look int) returns setof traces
language plpgsql stable security definer
set search_path = public, pg_temp
set work_mem = '32MB'
set enable_seqscan = on
set enable_indexscan = on
set max_parallel_workers_per_gather = 0
as $$
declare
  scope     text := format('t.project_id = %L and t.shard_key = any(%L::int[])', wanted_project, shards);
  passing   text;
  words     text;
  sorted    text := case when newest_first then 't.started_at desc, t.trace_id' else 't.started_at, t.trace_id desc' end;
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

  select c.passing, c.words into passing, words from trace_conditions(conditions) c;

  -- The newest few in the order of time.
  within := format('%s and t.started_at >= %L and t.started_at < %L', scope, from_at, to_at) || case
    when after_at is null then ''
    when newest_first then format(' and t.started_at <= %1$L and (t.started_at < %1$L or t.trace_id > %2$L)', after_at, after_id)
    else format(' and t.started_at >= %1$L and (t.started_at > %1$L or t.trace_id < %2$L)', after_at, after_id)
  end;
  execute format('select t.started_at, t.trace_id from traces t where %s order by %s offset %s limit 1', within, sorted, look - 1)
    into edge;
  if edge.trace_id is not null then
    within := within || case
      when newest_first then format(' and t.started_at >= %1$L and (t.started_at > %1$L or t.trace_id <= %2$L)', edge.started_at, edge.trace_id)
      else format(' and t.started_at <= %1$L and (t.started_at < %1$L or t.trace_id >= %2$L)', edge.started_at, edge.trace_id)
    end;
  end if;
  return query execute format('select t.* from traces t where %s%s order by %s limit %s', within, passing, sorted, remaining);
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

-- Traces that meet conditions and how many of them failed, by stretch of time: stretch n begins with the nth start.
create function count_traces(wanted_project int, shards int[], from_at timestamptz, to_at timestamptz, starts timestamptz[],
  conditions jsonb) returns table (stretch int, traces bigint, errors bigint)
language plpgsql stable security definer set search_path = public, pg_temp
as $$
declare
  passing text;
  words   text;
begin
  if wanted_project is distinct from nullif(current_setting('app.project_id', true), '')::int then
    raise exception 'count_traces: project % is not that of the transaction', wanted_project using errcode = '42501';
  end if;
  select c.passing, c.words into passing, words from trace_conditions(conditions) c;
  return query execute format(
    'select width_bucket(t.started_at, %L::timestamptz[]), count(*), count(*) filter (where t.is_error)
     from traces t
     where t.project_id = %L and t.shard_key = any(%L::int[]) and t.started_at >= %L and t.started_at < %L%s%s
     group by 1',
    starts, wanted_project, shards, from_at, to_at, passing, words);
end
$$;

revoke all on function trace_conditions(jsonb),
  find_traces(int, int[], timestamptz, timestamptz, timestamptz, uuid, boolean, int, jsonb, int),
  count_traces(int, int[], timestamptz, timestamptz, timestamptz[], jsonb) from public;
grant execute on function find_traces(int, int[], timestamptz, timestamptz, timestamptz, uuid, boolean, int, jsonb, int),
  count_traces(int, int[], timestamptz, timestamptz, timestamptz[], jsonb) to recount_app;
