-- Jobs that run on a clock or are asked for: the queue's own tables (schema graphile_worker) forget a job that has succeeded,
-- so what ran, for how long and with what end is written down here. No content: names of tasks, times, messages of errors.

create table job_runs (
  id          bigint generated always as identity primary key,
  task        text not null,
  job_id      bigint not null,
  attempt     int not null,
  started_at  timestamptz not null,
  ended_at    timestamptz not null default clock_timestamp(),
  error       text                    -- null: it succeeded
);
create index job_runs_by_task on job_runs (task, id desc);
create index job_runs_by_end on job_runs (ended_at);
grant select on job_runs to recount_app;
grant select, insert, delete on job_runs to recount_worker;

-- Asks for a job in the transaction of what it is for: neither is there without the other. Runs as the owner, whose the
-- queue is; only these two tasks may be asked for by requests.
create function add_background_job(task text, payload json, queue text, key text, attempts int, run_at timestamptz)
returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if task not in ('deliver', 'reprice') then
    raise exception 'no such job: %', task using errcode = '22023';
  end if;
  perform graphile_worker.add_job(
    identifier => task, payload => payload, queue_name => queue, job_key => key, max_attempts => attempts,
    run_at => add_background_job.run_at,
    -- A message has one job for ever; what is under way has one that waits, the newest.
    job_key_mode => case task when 'deliver' then 'unsafe_dedupe' else 'replace' end);
end
$$;
revoke all on function add_background_job(text, json, text, text, int, timestamptz) from public;
grant execute on function add_background_job(text, json, text, text, int, timestamptz) to recount_app, recount_worker;
