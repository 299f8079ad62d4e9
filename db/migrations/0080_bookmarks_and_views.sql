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

-- The list of traces as somebody wants to see it again: filter, range and columns, as its address says them.
create table saved_views (
  id                int generated always as identity primary key,
  project_id        int not null references projects (id) on delete cascade,
  owner_id          int references users (id) on delete cascade, -- null: the project's
  name              text not null check (length(name) between 1 and 80),
  query             text not null check (length(query) <= 4000),
  saved_by          text not null,
  saved_at          timestamptz not null
);
create unique index saved_views_by_name on saved_views (project_id, coalesce(owner_id, 0), lower(name));

-- What the list shows when nothing was asked for.
create table default_views (
  project_id        int not null references projects (id) on delete cascade,
  user_id           int references users (id) on delete cascade, -- null: of everybody who has chosen none
  view_id           int not null references saved_views (id) on delete cascade
);
create unique index default_views_of_whom on default_views (project_id, coalesce(user_id, 0));

select protect_tenant_table('saved_views');
select protect_tenant_table('default_views');
grant select, insert, update, delete on saved_views, default_views to recount_app;
