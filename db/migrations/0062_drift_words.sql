-- What people read about drift: why nothing is judged, and what topics are about.

-- Whether a history is arriving is said on the page.
grant select on signal_marks to recount_app;

-- Words by which people know a topic: each of them occurs in interactions of many.
create table signal_topics (
  project_id        int not null references projects (id) on delete cascade,
  feature           text not null,
  environment       text not null,
  topic             text not null,
  words             text[] not null,
  named_at          timestamptz not null,
  primary key (project_id, feature, environment, topic)
);
select protect_tenant_table('signal_topics');
grant select on signal_topics to recount_app;
grant select, insert, update, delete on signal_topics to recount_worker;
