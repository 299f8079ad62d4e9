-- What one person keeps at hand: traces, and lists of traces.
create table bookmarks (
  project_id        int not null references projects (id) on delete cascade,
  user_id           int not null references users (id) on delete cascade,
  trace_id          uuid not null,
  started_at        timestamptz not null,         -- of the trace: its bookmark goes with it
  created_at        timestamptz not null,
  primary key (project_id, user_id, trace_id)
);
select protect_tenant_table('bookmarks');
grant select, insert, delete on bookmarks to recount_app;
grant select, delete on bookmarks to recount_worker;
