-- Who looks at figures of the last minutes has them from ten-second buckets; where nobody does, none are made.
create table figure_looks (
  project_id  int primary key references projects (id) on delete cascade,
  looked_at   timestamptz not null
);
select protect_tenant_table('figure_looks');
grant select, insert, update on figure_looks to recount_app;
grant select on figure_looks to recount_worker;
