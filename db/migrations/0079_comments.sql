-- What people say to each other about a trace, one of its spans or a passage of what was said. It is content: who may not read that
-- does not see it, and it goes with it.
create table comments (
  id                bigint generated always as identity primary key,
  project_id        int not null references projects (id) on delete cascade,
  trace_id          uuid not null,
  started_at        timestamptz not null,         -- of the trace: what outlives it is found by it
  span_id           bytea check (length(span_id) = 8), -- null: the trace as a whole
  quote             text,                         -- the passage, as it was read; null: none
  quote_before      text,                         -- what stood before it: which of several it is
  body              text not null,                -- Markdown
  author_id         int references users (id) on delete set null,
  author_name       text not null,
  created_at        timestamptz not null,
  edited_at         timestamptz,
  edited_by         text,
  resolved_at       timestamptz,
  resolved_by       text,
  check ((quote is null) = (quote_before is null)),
  check (quote is null or span_id is not null),
  check ((edited_at is null) = (edited_by is null)),
  check ((resolved_at is null) = (resolved_by is null))
);
create index comments_of_trace on comments (project_id, trace_id, id);
create index comments_by_start on comments (project_id, started_at);

-- Whom a comment names.
create table comment_mentions (
  project_id        int not null references projects (id) on delete cascade,
  comment_id        bigint not null references comments (id) on delete cascade,
  user_id           int not null references users (id) on delete cascade,
  seen_at           timestamptz,                  -- null: not looked at yet
  primary key (comment_id, user_id)
);
create index comment_mentions_of_user on comment_mentions (project_id, user_id, comment_id);

select protect_tenant_table('comments');
select protect_tenant_table('comment_mentions');
grant select, insert, update, delete on comments, comment_mentions to recount_app;
grant select, delete on comments, comment_mentions to recount_worker;
