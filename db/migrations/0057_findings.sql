-- What rules establish: finding -> incident -> message. Breaches of budgets become findings like all others.
-- breaking: programs of the release before write breaches into a table that is gone.

alter table incidents rename to incidents_before;
alter index incidents_pkey rename to incidents_before_pkey;
alter sequence incidents_id_seq rename to incidents_before_id_seq;

create table incidents (
  id                bigint generated always as identity primary key,
  project_id        int not null references projects (id) on delete cascade,
  state             text not null default 'open' check (state in ('open', 'acknowledged', 'resolved', 'reviewed')),
  severity          text not null check (severity in ('warning', 'alert')),
  title             text not null,
  link              text not null,                -- path within the console, to what it is about
  cause_key         text not null,                -- findings with the same one belong together
  affected          text,                         -- query of the list of traces: which interactions it is about; null: not known
  told              boolean not null default false, -- channels are told of its states
  channel_ids       int[],                        -- only these; null: all that take such messages
  began_at          timestamptz not null,         -- of its earliest finding
  opened_at         timestamptz not null,
  acknowledged_at   timestamptz,
  acknowledged_by   text,
  owner_id          int references users (id) on delete set null,
  resolved_at       timestamptz,
  resolved_by       text,                         -- null: by recovery
  resolution        text,
  reviewed_at       timestamptz,
  reviewed_by       text,
  impact            jsonb,                        -- affected interactions, users, cost; null: not counted yet
  comparison        jsonb,                        -- affected beside healthy interactions; null: not made yet
  examined_at       timestamptz,                  -- when impact and comparison were made
  post_mortem       text,                         -- Markdown; null: nobody has begun it
  post_mortem_at    timestamptz,
  post_mortem_by    text
);
create index incidents_by_time on incidents (project_id, opened_at desc, id desc);
create unique index incidents_unresolved on incidents (project_id, cause_key) where state in ('open', 'acknowledged');

create table findings (
  id                bigint generated always as identity primary key,
  project_id        int not null references projects (id) on delete cascade,
  rule              text not null check (rule in ('budget', 'monitor', 'drift', 'silence', 'objective', 'cost_anomaly', 'store')),
  rule_id           int not null default 0,       -- budgets.id, monitors.id, latency_objectives.id; 0: of no row
  series            text not null default '',     -- which of the rule's series: a user, a feature
  key               text not null,                -- told once under it
  level             text not null check (level in ('info', 'warning', 'alert')),
  title             text not null,
  link              text not null,                -- path within the console
  detail            jsonb not null,               -- the rule's figures
  affected          text,                         -- query of the list of traces, without times; null: not known
  began_at          timestamptz not null,         -- when it began, as far as is known
  began_after       timestamptz,                  -- interval of that
  began_before      timestamptz,
  found_at          timestamptz not null,
  resolved_at       timestamptz,
  resolution        text,
  incident_id       bigint references incidents (id) on delete set null,
  unique (project_id, rule, rule_id, series, key)
);
create index findings_by_time on findings (project_id, found_at desc, id desc);
create index findings_of_rule on findings (project_id, rule, rule_id, found_at desc);
create index findings_unresolved on findings (project_id, rule, rule_id) where resolved_at is null;
-- Who spent it is looked for a moment later.
create index findings_unexplained on findings (found_at) where rule = 'budget' and detail -> 'causes' = 'null';
create index findings_of_incident on findings (incident_id) where incident_id is not null;

-- What happened to an incident, in order.
create table incident_events (
  id                bigint generated always as identity primary key,
  project_id        int not null references projects (id) on delete cascade,
  incident_id       bigint not null references incidents (id) on delete cascade,
  at                timestamptz not null,
  kind              text not null check (kind in ('opened', 'finding', 'recovered', 'notified', 'acknowledged', 'owner', 'severity',
                      'comment', 'resolved', 'reopened', 'reviewed', 'pinned', 'unpinned', 'post_mortem')),
  actor             text,                         -- null: a rule
  text              text,
  detail            jsonb
);
create index incident_events_by_incident on incident_events (incident_id, id);

-- Interactions that stand for an incident, as they were when they were pinned: retention leaves them.
create table incident_traces (
  project_id        int not null references projects (id) on delete cascade,
  incident_id       bigint not null references incidents (id) on delete cascade,
  trace_id          uuid not null,
  role              text not null check (role in ('affected', 'healthy')),
  started_at        timestamptz not null,
  reason            text,                         -- why this one, in words
  document          bytea,                        -- gzip of the trace document as JSON; null: only referred to
  pinned_by         text,                         -- null: chosen by rule
  pinned_at         timestamptz not null,
  primary key (incident_id, trace_id)
);
create index incident_traces_by_trace on incident_traces (project_id, trace_id);

insert into incidents (project_id, state, severity, title, link, cause_key, began_at, opened_at, resolved_at, resolution)
select b.project_id, case when bool_and(i.closed_at is not null) then 'resolved' else 'open' end, 'alert', max(i.title), max(i.link),
  'budget ' || b.budget_id, min(i.opened_at), min(i.opened_at),
  case when bool_and(i.closed_at is not null) then max(i.closed_at) end,
  case when bool_and(i.closed_at is not null) then max(b.resolution) end
from incidents_before i
join budget_breaches b on i.source = 'budget' and b.id = i.source_id
group by b.project_id, b.budget_id, i.closed_at is null;

insert into findings (id, project_id, rule, rule_id, series, key, level, title, link, detail, began_at, found_at, resolved_at, resolution,
  incident_id)
overriding system value
select b.id, b.project_id, 'budget', b.budget_id, b.user_id, concat_ws('|', extract(epoch from b.period_start), b.percent, b.limit_nano_usd),
  case when b.percent >= 100 then 'alert' else 'warning' end,
  coalesce(i.title, 'Budget “' || g.name || '” has reached ' || b.percent || ' %'),
  coalesce(i.link, '/p/' || p.slug || '/budgets/' || b.budget_id),
  jsonb_build_object('percent', b.percent::text, 'limit_nano_usd', b.limit_nano_usd::text, 'spent_nano_usd', b.spent_nano_usd::text,
    'unknown_calls', b.unknown_calls, 'period_start', b.period_start, 'period_end', b.period_end, 'actions', b.actions,
    'causes', b.causes),
  b.at, b.at, b.resolved_at, b.resolution,
  (
    select n.id
    from incidents n
    where i.id is not null and n.project_id = b.project_id and n.cause_key = 'budget ' || b.budget_id
      and (n.state = 'open') = (i.closed_at is null)
    limit 1
  )
from budget_breaches b
join budgets g on g.id = b.budget_id
join projects p on p.id = b.project_id
left join incidents_before i on i.source = 'budget' and i.source_id = b.id;
select setval(pg_get_serial_sequence('findings', 'id'), greatest((select max(id) from findings), 1));

insert into incident_events (project_id, incident_id, at, kind)
select project_id, id, opened_at, 'opened' from incidents
union all
select project_id, id, resolved_at, 'resolved' from incidents where resolved_at is not null;

drop table incidents_before, budget_breaches;

select protect_tenant_table(t) from unnest(array['findings', 'incidents', 'incident_events', 'incident_traces']::regclass[]) t;
grant select, insert, update on findings, incidents to recount_app;
grant select, insert on incident_events to recount_app;
grant select, insert, update, delete on incident_traces to recount_app;
grant select, insert, update, delete on findings, incidents, incident_events, incident_traces to recount_worker;
-- Objectives are a rule, too.
grant select on latency_objectives to recount_worker;
