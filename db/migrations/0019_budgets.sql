-- Ceilings on what calls cost: what is allowed, what was spent of it, what is held for calls under way, what happened at each
-- threshold, and who is told. Control plane; the only thing that derivation writes here are marks.

-- A key that asks "may I call?" need not be able to read traces.
alter table api_keys drop constraint api_keys_scopes_check;
alter table api_keys add constraint api_keys_scopes_check
  check (cardinality(scopes) > 0 and scopes <@ array['ingest', 'budgets', 'read', 'admin']) not valid;

create table budgets (
  id                int generated always as identity primary key,
  project_id        int not null references projects (id) on delete cascade,
  name              text not null check (length(name) between 1 and 120),
  -- Which calls count: all that are given must hold.
  environment       text,
  feature           text,
  model             text,
  prompt_version    text,               -- as it was chosen: fingerprint, name@version
  fingerprints      bigint[],           -- what it means
  user_id           text,
  every_user        boolean not null default false,  -- each user has the ceiling
  rolling           boolean not null,
  unit              text not null check (unit in ('hour', 'day', 'week', 'month')),
  zone              text not null,
  limit_nano_usd    bigint not null check (limit_nano_usd > 0),
  thresholds        jsonb not null,     -- [{"percent": 80, "actions": ["notify", "incident", "deny"]}]
  -- Slots from counted_from on are kept; those before counted_to are filled; infinity: all, and marks do the rest.
  counted_from      timestamptz not null,
  counted_to        timestamptz not null,
  window_from       timestamptz,        -- rolling: slots from here on are in budget_spent
  paused_at         timestamptz,
  created_by        text not null,
  created_at        timestamptz not null default clock_timestamp(),
  changed_at        timestamptz not null default clock_timestamp(),
  deleted_at        timestamptz,
  check (not (every_user and user_id is not null)),
  check ((prompt_version is null) = (fingerprints is null))
);
create index budgets_by_project on budgets (project_id) where deleted_at is null;

-- A higher limit for the rest of a period. The last one that has not ended holds.
create table budget_raises (
  id              int generated always as identity primary key,
  project_id      int not null references projects (id) on delete cascade,
  budget_id       int not null references budgets (id) on delete cascade,
  limit_nano_usd  bigint not null check (limit_nano_usd > 0),
  from_nano_usd   bigint not null,
  reason          text not null check (length(reason) between 1 and 500),
  author          text not null,
  at              timestamptz not null,
  until           timestamptz not null check (until > at)
);
create index budget_raises_by_budget on budget_raises (budget_id, id desc);

-- What counts, by 15 seconds. A slot is a function of the spans in it: made anew as a whole when a mark says that one of them changed.
create table budget_slots (
  slot            timestamptz not null,
  nano_usd        bigint not null,
  project_id      int not null,
  budget_id       int not null,
  unknown_calls   int not null,
  user_id         text not null default '',     -- '' unless each user has the ceiling
  primary key (budget_id, slot, user_id)
);

-- The sum of the slots of a period, kept by their differences, so that whoever asks reads one row.
create table budget_spent (
  period_start    timestamptz not null,         -- rolling: 1970
  nano_usd        bigint not null,
  unknown_calls   bigint not null,
  project_id      int not null,
  budget_id       int not null,
  user_id         text not null default '',
  primary key (budget_id, period_start, user_id)
);
create index budget_spent_by_amount on budget_spent (budget_id, period_start, nano_usd desc);

-- Slots whose spans changed, written with the change itself. For every project: whether it has budgets is asked by whoever counts,
-- so that a budget made in between misses nothing.
create table budget_marks (
  id              bigint generated always as identity primary key,
  project_id      int not null,
  slot            timestamptz not null
);
create index budget_marks_by_project on budget_marks (project_id);
alter table budget_marks set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Everything that was stored before this moment is in budget_spent.
create table budget_watermarks (
  project_id      int primary key,
  counted_until   timestamptz not null
);

-- Amounts held for calls under way, a row for each budget concerned. Settled: held until its cost must have been counted.
create table budget_holds (
  reservation_id  uuid not null,
  expires_at      timestamptz not null,         -- not settled by then: no longer held
  release_at      timestamptz,                  -- settled: no longer held once budget_watermarks has passed this
  nano_usd        bigint not null check (nano_usd >= 0),
  project_id      int not null,
  budget_id       int not null references budgets (id) on delete cascade,
  user_id         text not null default '',
  primary key (reservation_id, budget_id)
);
create index budget_holds_by_budget on budget_holds (budget_id, user_id);
alter table budget_holds set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- Once a period, threshold and limit, whoever evaluates and however often.
create table budget_breaches (
  id              bigint generated always as identity primary key,
  project_id      int not null references projects (id) on delete cascade,
  budget_id       int not null references budgets (id) on delete cascade,
  user_id         text not null default '',
  period_start    timestamptz not null,         -- rolling: of the window at the crossing
  period_end      timestamptz not null,
  percent         numeric not null,
  limit_nano_usd  bigint not null,
  spent_nano_usd  bigint not null,
  unknown_calls   bigint not null,
  actions         text[] not null,
  causes          jsonb,                        -- {"feature": [{"value", "usd"}], "user": …, "model": …}; null: not looked for yet
  at              timestamptz not null,
  resolved_at     timestamptz,
  resolution      text,
  unique (budget_id, user_id, period_start, percent, limit_nano_usd)
);
create index budget_breaches_by_project on budget_breaches (project_id, at desc);
create index budget_breaches_open on budget_breaches (budget_id) where resolved_at is null;

-- Something that somebody should look at. Opened by a rule, closed by it or by a person.
create table incidents (
  id              bigint generated always as identity primary key,
  project_id      int not null references projects (id) on delete cascade,
  source          text not null check (source in ('budget', 'monitor')),
  source_id       bigint not null,              -- budget_breaches.id
  title           text not null,
  link            text not null,                -- path within the console
  opened_at       timestamptz not null,
  closed_at       timestamptz,
  unique (project_id, source, source_id)
);
create index incidents_open on incidents (project_id, opened_at desc) where closed_at is null;

create table notification_channels (
  id              int generated always as identity primary key,
  project_id      int not null references projects (id) on delete cascade,
  kind            text not null check (kind in ('webhook', 'slack')),
  name            text not null check (length(name) between 1 and 120),
  url             text not null,                -- may hold a token: nobody but the sender reads it
  shown_url       text not null,
  secret          text,                         -- signs requests
  created_by      text not null,
  created_at      timestamptz not null default clock_timestamp(),
  removed_at      timestamptz
);
create index notification_channels_by_project on notification_channels (project_id) where removed_at is null;

-- What is to be sent, written with the change that it tells of; sent at least once, under one id.
create table notification_deliveries (
  id              uuid primary key,
  project_id      int not null references projects (id) on delete cascade,
  channel_id      int not null references notification_channels (id) on delete cascade,
  kind            text not null,
  payload         jsonb not null,
  state           text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  attempts        int not null default 0,
  next_attempt_at timestamptz not null,         -- while somebody sends it: when another may take over
  status          int,                          -- of the last answer
  error           text,
  created_at      timestamptz not null default clock_timestamp(),
  ended_at        timestamptz
);
create index notification_deliveries_waiting on notification_deliveries (next_attempt_at) where state = 'waiting';
create index notification_deliveries_by_project on notification_deliveries (project_id, created_at desc);

select protect_tenant_table(t) from unnest(array['budgets', 'budget_raises', 'budget_slots', 'budget_spent', 'budget_marks',
  'budget_watermarks', 'budget_holds', 'budget_breaches', 'incidents', 'notification_channels', 'notification_deliveries']::regclass[]) t;

grant select, insert, update on budgets, budget_raises to recount_app;
grant select on budget_slots, budget_spent, budget_watermarks to recount_app;
grant select, update on budget_breaches to recount_app;
grant select, insert, update, delete on budget_holds to recount_app;
grant select, update on incidents to recount_app;
-- Not url and secret: once given, they only leave the database to be used.
grant select (id, project_id, kind, name, shown_url, created_by, created_at, removed_at), insert, update (name, removed_at)
  on notification_channels to recount_app;
grant select, insert on notification_deliveries to recount_app;
grant select, insert, update, delete on budgets, budget_raises, budget_slots, budget_spent, budget_marks, budget_watermarks,
  budget_holds, budget_breaches, incidents, notification_deliveries to recount_worker;
grant select on notification_channels to recount_worker;

-- What is spent and held of budgets, and, when p_reservation is given, whether p_nano more fits into all of them: if so, it is held.
-- One statement, so that the locks that make it right last no longer than it does, and are not kept by a busy client. Row-level
-- security holds: it runs as who calls it, in the project that it is given. Holds may be lost with the server's last
-- moments (they are promises of minutes): no request waits for a disk.
-- p_starts: keys of budget_spent. p_deny: from which amount on calls are denied; null: never.
create function hold_budgets(
  p_project int, p_budgets int[], p_starts timestamptz[], p_users text[], p_deny bigint[],
  p_nano bigint, p_reservation uuid, p_expires timestamptz
)
returns table (spent bigint, unknown_calls bigint, held bigint, fits boolean)
language plpgsql volatile set search_path = public, pg_temp as $$
declare
  v_spent bigint[];
  v_unknown bigint[];
  v_held bigint[];
  v_fits boolean[];
begin
  perform set_config('app.project_id', p_project::text, true);
  if p_reservation is not null then
    perform set_config('synchronous_commit', 'off', true);
    -- In one order, so that nobody waits for somebody who waits for them.
    perform pg_advisory_xact_lock(7002, k.lock)
    from (select distinct hashtext(a.budget_id || ' ' || a.user_id) as lock from unnest(p_budgets, p_users) as a (budget_id, user_id) order by 1) k;
  end if;
  -- Sees what whoever had the lock before has committed: a volatile function takes a new snapshot for each statement.
  with asked as (
    select * from unnest(p_budgets, p_starts, p_users, p_deny) with ordinality as a (budget_id, period_start, user_id, deny, position)
  ),
  sums as (
    select a.position, a.deny, coalesce(s.nano_usd, 0) as spent, coalesce(s.unknown_calls, 0) as unknown,
      coalesce((
        select sum(h.nano_usd)
        from budget_holds h
        where h.project_id = p_project and h.budget_id = a.budget_id and h.user_id = a.user_id
          and case when h.release_at is null then h.expires_at > clock_timestamp()
            else h.release_at > coalesce((select w.counted_until from budget_watermarks w where w.project_id = p_project), '-infinity') end
      ), 0)::bigint as held
    from asked a
    left join budget_spent s on s.project_id = p_project and s.budget_id = a.budget_id
      and s.period_start = a.period_start and s.user_id = a.user_id
  )
  select array_agg(s.spent order by s.position), array_agg(s.unknown order by s.position), array_agg(s.held order by s.position),
    array_agg(coalesce(case when p_nano > 0 then s.spent + s.held + p_nano <= s.deny else s.spent + s.held < s.deny end, true) order by s.position)
  into v_spent, v_unknown, v_held, v_fits
  from sums s;
  if p_reservation is not null and not (false = any(v_fits)) then
    insert into budget_holds (reservation_id, expires_at, nano_usd, project_id, budget_id, user_id)
    select p_reservation, p_expires, p_nano, p_project, a.budget_id, a.user_id
    from unnest(p_budgets, p_users) as a (budget_id, user_id);
  end if;
  return query select * from unnest(v_spent, v_unknown, v_held, v_fits);
end
$$;
revoke all on function hold_budgets(int, int[], timestamptz[], text[], bigint[], bigint, uuid, timestamptz) from public;
grant execute on function hold_budgets(int, int[], timestamptz[], text[], bigint[], bigint, uuid, timestamptz) to recount_app;
