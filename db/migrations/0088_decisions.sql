-- Traces that decided about somebody: marked by their client or by a rule of the project. Programs of before know none of these
-- tables and mark nothing; what they derive meanwhile is found by applying the rules to stored traces.

-- A part of the key that subjects and documents are hashed with, so that a copy of the tables proves no guessed text; the other
-- part is outside of the database. It opens nothing that was sealed with the secret it is made of.
create function decision_secret() returns bytea
language sql stable security definer set search_path = public, pg_temp as $$
  select sha256(convert_to('decisions', 'UTF8') || sealing_secret) from instance where id = 1
$$;
revoke all on function decision_secret() from public;
grant execute on function decision_secret() to recount_app, recount_worker;

-- How a project's decisions are kept.
create table decision_settings (
  project_id        int primary key references projects (id) on delete cascade,
  hash_subjects     boolean not null default false,
  changed_by        text not null,
  changed_at        timestamptz not null
);

-- Which traces are decisions though nothing in them says so. The first that fits decides.
create table decision_rules (
  id                int generated always as identity primary key,
  project_id        int not null references projects (id) on delete cascade,
  name              text not null check (length(name) between 1 and 80),
  feature           text,                         -- null: any
  tool              text,                         -- null: any
  output_contains   text,                         -- of the final answer, case ignored; null: any
  subject           jsonb not null,               -- where it is read: lib/decisions/rule.ts
  outcome           jsonb not null,
  created_by        text not null,
  created_at        timestamptz not null,
  check (feature is not null or tool is not null or output_contains is not null)
);
create index decision_rules_of_project on decision_rules (project_id, id);

create table decisions (
  project_id          int not null,
  trace_id            uuid not null,
  shard_key           int not null,
  started_at          timestamptz not null,       -- of the trace
  subject             text,                       -- clear or a keyed hash; null: not known, or erased
  subject_hashed      boolean not null,
  outcome             text,
  reasons             text[] not null,
  marked_by           text not null check (marked_by in ('client', 'rule')),
  rule_id             int,
  rule_name           text,
  feature             text,
  environment         text,
  release             text,
  user_id             text,
  tools               text[] not null,
  prompt_fingerprints bigint[] not null,
  missing             text[] not null,            -- parts of the trace that were not recorded
  erased_at           timestamptz,
  primary key (project_id, trace_id, shard_key)
);
create index decisions_by_subject on decisions (project_id, subject, started_at desc, trace_id desc);
create index decisions_by_time on decisions (project_id, started_at desc, trace_id desc);
create index decisions_by_feature on decisions (project_id, feature, started_at desc);

-- Which documents a decision was given, as they were.
create table decision_documents (
  project_id          int not null,
  trace_id            uuid not null,
  position            int not null,               -- among the documents of its trace
  shard_key           int not null,
  started_at          timestamptz not null,       -- of the trace
  document_id         text not null,
  version             text,                       -- as the client names it
  content_hash        bytea not null,             -- keyed
  updated_at          text,                       -- as the client says
  primary key (project_id, trace_id, position, shard_key)
);
create index decision_documents_by_id on decision_documents (project_id, document_id, started_at desc, trace_id);

-- Traces that are to be looked at, now or again.
create table decision_marks (
  id                  bigint generated always as identity primary key,
  project_id          int not null,
  trace_id            uuid not null,
  shard_key           int not null,
  retry_at            timestamptz                 -- null: none has failed
);

-- Rules applied to what is stored: one at a time a project, from the newest trace back.
create table decision_runs (
  id                  int generated always as identity primary key,
  project_id          int not null references projects (id) on delete cascade,
  state               text not null check (state in ('running', 'done', 'canceled')),
  from_at             timestamptz not null,
  to_at               timestamptz not null,
  reached_at          timestamptz,                -- traces from here on are done; null: none is
  reached_id          uuid,
  total_traces        int,
  done_traces         int not null default 0,
  found               int not null default 0,
  started_by          text not null,
  started_at          timestamptz not null,
  ended_at            timestamptz
);
create unique index decision_runs_under_way on decision_runs (project_id) where state = 'running';
create index decision_runs_of_project on decision_runs (project_id, id desc);

select protect_tenant_table(t) from unnest(array['decision_settings', 'decision_rules', 'decisions', 'decision_documents',
  'decision_marks', 'decision_runs']) as t;
grant select, insert, update, delete on decision_settings, decision_rules, decision_runs to recount_app;
grant select, update on decisions to recount_app;
grant select, update, delete on decision_documents to recount_app;
grant insert on decision_marks to recount_app;
grant select on decision_settings, decision_rules to recount_worker;
grant select, update on decision_runs to recount_worker;
grant select, insert, update, delete on decisions, decision_documents, decision_marks to recount_worker;
