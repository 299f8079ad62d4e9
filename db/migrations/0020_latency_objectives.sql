-- "First token within 500 ms for 95 %": what a project wants of its latency. The audit log keeps what an objective was.
create table latency_objectives (
  id            int generated always as identity primary key,
  project_id    int not null references projects (id) on delete cascade,
  measure       text not null check (measure in ('interaction_latency', 'model_latency', 'trace_ttft', 'ttft')),
  threshold_ms  int not null check (threshold_ms between 1 and 86400000),
  target        numeric(6, 5) not null check (target > 0 and target < 1),   -- share that must be within the threshold
  window_days   smallint not null check (window_days in (7, 28, 30)),       -- rolling: ends now
  feature       text check (length(feature) <= 1024),                       -- null: all
  environment   text check (length(environment) <= 1024),
  model         text check (length(model) <= 1024),
  author        text not null,
  created_at    timestamptz not null default clock_timestamp(),
  changed_at    timestamptz not null default clock_timestamp()
);
create index latency_objectives_by_project on latency_objectives (project_id);

select protect_tenant_table('latency_objectives');
grant select, insert, update, delete on latency_objectives to recount_app;
