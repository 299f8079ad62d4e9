-- Channels of more kinds, limited to what their people want to hear; messages that are told once a change of state.
-- breaking: workers of the release before would send to Teams what Slack takes, and to channels that are paused.

alter table notification_channels
  drop constraint notification_channels_kind_check,
  add constraint notification_channels_kind_check check (kind in ('webhook', 'slack', 'teams', 'pagerduty', 'email')),
  alter column url drop not null,                 -- of e-mail and PagerDuty there is none
  add column recipients text[],                   -- of e-mail
  add column severity text not null default 'warning' check (severity in ('warning', 'alert')), -- from which on it is told
  add column topics text[] not null default '{budgets,incidents}' check (topics <@ array['budgets', 'incidents']),
  add column hourly_limit int not null default 30 check (hourly_limit between 5 and 200), -- beyond: gathered into one
  add column paused_at timestamptz;               -- while set, its messages wait

alter table notification_deliveries
  drop constraint notification_deliveries_state_check,
  -- gathered: told within the message told_in; cancelled: over before it was told.
  add constraint notification_deliveries_state_check check (state in ('waiting', 'delivered', 'failed', 'gathered', 'cancelled')),
  add column subject text,                        -- what it is about: messages of one are sent in order
  add column change_key text,                     -- which change of it: told once
  add column held_for text check (held_for in ('pause', 'room', 'order')), -- waits without a job
  add column told_in uuid,
  add column answer text;                         -- what the receiver said, its beginning

create unique index notification_deliveries_once on notification_deliveries (channel_id, change_key) where change_key is not null;
create index notification_deliveries_of_channel on notification_deliveries (channel_id, created_at) where state = 'waiting';
create index notification_deliveries_of_subject on notification_deliveries (channel_id, subject) where subject is not null;
create index notification_deliveries_sent on notification_deliveries (channel_id, ended_at) where state = 'delivered';

grant select (recipients, severity, topics, hourly_limit, paused_at), update (url, shown_url, secret, recipients, severity, topics,
  hourly_limit, paused_at) on notification_channels to recount_app;
grant update (state, held_for, attempts, next_attempt_at, status, error, answer, ended_at) on notification_deliveries to recount_app;
-- A lock on the row keeps messages from being held while their channel goes on.
grant update (paused_at) on notification_channels to recount_worker;

create or replace function add_background_job(task text, payload json, queue text, key text, attempts int, run_at timestamptz)
returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if task not in ('deliver', 'digest', 'reprice') then
    raise exception 'no such job: %', task using errcode = '22023';
  end if;
  -- Its worker was killed in its last try: it would keep its message from being sent for ever.
  if task = 'deliver' then
    delete from graphile_worker._private_jobs j
    where j.key = add_background_job.key and j.attempts >= j.max_attempts and j.locked_at is null;
  end if;
  perform graphile_worker.add_job(
    identifier => task, payload => payload, queue_name => queue, job_key => key, max_attempts => attempts,
    run_at => add_background_job.run_at,
    -- A message has one job for ever; what is under way has one that waits, the newest.
    job_key_mode => case task when 'deliver' then 'unsafe_dedupe' else 'replace' end);
end
$$;
