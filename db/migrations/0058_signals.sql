-- What features are like, in stretches of five minutes and of an hour, and what is concluded from it about drift.

-- Statistics of signals by feature, environment and segment. Their number is bounded by time and labels, not by traffic.
create table signal_cells (
  project_id        int not null references projects (id) on delete cascade,
  tier              smallint not null,            -- seconds: 300, 3600
  bucket            timestamptz not null,         -- interactions that ended in it
  feature           text not null,
  environment       text not null,                -- '': unknown
  dimension         text not null default '',     -- '': the whole feature
  value             text not null default '',
  interactions      bigint not null,              -- that ended
  measured          bigint not null,              -- of which the statistics are
  statistics        jsonb not null,
  only_values       jsonb,                        -- of the whole: dimensions with one value; their segments are this cell
  primary key (project_id, tier, feature, environment, dimension, value, bucket)
);
create index signal_cells_by_time on signal_cells (project_id, tier, bucket);

-- How far a project's cells are made: from made_from to made_to without a gap.
create table signal_progress (
  project_id        int primary key references projects (id) on delete cascade,
  made_from         timestamptz not null,
  made_to           timestamptz not null,
  watched_to        timestamptz,                  -- drift has looked at cells up to here
  compared_at       timestamptz                   -- outputs of a week were compared with those of the week before
);

-- Hours to be made again: interactions of theirs came later than cells wait for.
create table signal_marks (
  project_id        int not null references projects (id) on delete cascade,
  hour              timestamptz not null,
  marked_at         timestamptz not null,
  primary key (project_id, hour)
);

-- What is watched: one signal of one feature or segment.
create table drift_series (
  project_id        int not null references projects (id) on delete cascade,
  feature           text not null,
  environment       text not null,
  dimension         text not null default '',
  value             text not null default '',
  signal            text not null,
  phase             text not null check (phase in ('not_enough', 'watching', 'drifting')),
  baseline          jsonb not null,               -- the engine's model, or what is missing for one
  fitted_at         timestamptz not null,
  pinned_from       timestamptz,                  -- the baseline is this period
  pinned_to         timestamptz,
  state             jsonb,                        -- the engine's; null: not enough data
  verdict           jsonb,
  until             timestamptz,                  -- cells up to here are in the state
  primary key (project_id, feature, environment, dimension, value, signal)
);

-- The promise: at most one false alarm in so many weeks.
alter table projects add column false_alarm_weeks smallint not null default 8 check (false_alarm_weeks between 1 and 104);

select protect_tenant_table(t) from unnest(array['signal_cells', 'signal_progress', 'signal_marks', 'drift_series']::regclass[]) t;
grant select on signal_cells, signal_progress, drift_series to recount_app;
grant update on drift_series to recount_app;
grant select, insert, update, delete on signal_cells, signal_progress, signal_marks, drift_series to recount_worker;
