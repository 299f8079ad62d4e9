-- Log records that became nothing, by the name of their event: what a client sends that has no place here. A few names a project
-- and day (lib/intake/write-tally.ts), the rest counted as 'other'.
create table ingest_unkept (
  project_id  int not null,
  day         date not null,
  name        text not null,          -- of the event, cut; '' without one
  reason      text not null,
  records     bigint not null,
  last_at     timestamptz not null,
  primary key (project_id, day, name, reason)
);

select protect_tenant_table('ingest_unkept'::regclass);

grant select, insert, update on ingest_unkept to recount_app;
grant select, delete on ingest_unkept to recount_worker;
