-- How many new values figures are told apart by within a UTC day, so that a program that puts ids where names belong fills
-- neither the store nor the worker: what goes beyond a limit counts as "(other)" in figures; spans and traces keep what came.

create table label_days (
  project_id  int not null references projects on delete cascade,
  day         date not null,
  source      text not null check (source in ('calls', 'traces', 'users')),
  known       bigint not null default 0,   -- combinations of labels, or users, that are told apart
  full_at     timestamptz,                 -- since when others are not; null: never so far
  primary key (project_id, day, source)
);
select protect_tenant_table('label_days');
grant select on label_days to recount_app;
grant select, insert, update, delete on label_days to recount_worker;

-- Users that are told apart within a day, for as long as its figures may still be made anew from rows.
create table user_days (
  project_id  int not null,
  day         date not null,
  user_id     text not null,
  shard_key   int not null,
  primary key (project_id, day, user_id, shard_key)
);
select protect_tenant_table('user_days');
grant select, insert, delete on user_days to recount_worker;
