-- Objects that clients send in pieces (create and update, post and patch): every piece as it came, once. A span is merged
-- from all pieces of its object, so a piece is kept as long as the span may be. Not partitioned: a piece may come days after
-- the one before, and an object's pieces are read by key; retention deletes by the day of arrival.
create table span_parts (
  object_id    uuid not null,        -- digest of the sender's protocol and the object's id
  part_id      uuid not null,        -- digest of the piece: the same bytes again are the same piece
  project_id   int not null,
  shard_key    int not null,         -- by object: a piece need not say which trace it belongs to
  merged_at    bigint not null,      -- microseconds since the epoch: the order in which pieces are merged
  received_on  date not null,
  trace_id     uuid,                 -- null: the piece does not say
  source       text not null,        -- which protocol
  body         text not null,        -- JSON, secrets taken out
  primary key (project_id, object_id, part_id, shard_key)
);
create index span_parts_by_day on span_parts (project_id, received_on);
-- Compressed and in one place, as contents are.
alter table span_parts set (toast_tuple_target = 128);
alter table span_parts alter column body set storage main;

select protect_tenant_table('span_parts');
grant select, insert on span_parts to recount_app;
grant select, insert, update, delete on span_parts to recount_worker;
