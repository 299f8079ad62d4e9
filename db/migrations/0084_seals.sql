-- Seals: what has settled becomes a leaf of a Merkle tree (RFC 6962), and heads of the tree are signed, so that a stranger can check what
-- was stored. Programs of before know none of these tables.

-- What keys for signing are kept with, besides the part that is outside of the database. It is never changed.
alter table instance add column signing_secret bytea not null
  default sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

create function signing_secret() returns bytea
language sql stable security definer set search_path = public, pg_temp as $$
  select signing_secret from instance where id = 1
$$;
revoke all on function signing_secret() from public;
grant execute on function signing_secret() to recount_app, recount_worker;

-- Keys that heads and files are signed with, each told by the one before it. Only ever added to.
create table signing_keys (
  number        int primary key,               -- from 1; the last one signs
  id            text not null unique check (id ~ '^[0-9a-f]{16}$'),
  public_key    bytea not null check (length(public_key) = 32), -- Ed25519
  sealed_key    bytea,                         -- null: the setting holds it
  announcement  text not null,                 -- canonical JSON
  signature     bytea check (length(signature) = 64), -- by the key before; null: there was none, or it was not at hand
  made_at       timestamptz not null
);
grant select, insert on signing_keys to recount_app, recount_worker;

-- Traces that changed, or of which something was erased. As with marks of derivation: only added and taken.
create table seal_marks (
  id            bigint generated always as identity,
  project_id    int not null,
  trace_id      uuid not null,
  shard_key     int not null,
  due_at        timestamptz not null,          -- a later mark of the same trace puts it off
  reason        text not null check (reason in ('settled', 'erased', 'asked')),
  primary key (project_id, trace_id, id)
);
create index seal_marks_by_due on seal_marks (due_at);
alter table seal_marks set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000);

-- Leaves of a project's two trees: traces that have settled, and rows of the audit log. Only ever added to.
create table seal_leaves (
  project_id    int not null,
  log           text not null check (log in ('traces', 'audit')),
  leaf          bigint not null,               -- its place, from 0
  subject       text not null,                 -- 32 hex digits of a trace; id of a row of the audit log
  version       int not null,                  -- of the same subject, from 1
  previous      bigint,                        -- leaf of the version before
  reason        text not null,
  fields        bytea not null check (length(fields) = 32), -- SHA-256 of the list of fields
  sealed_at     timestamptz not null,
  primary key (project_id, log, leaf)
);
create unique index seal_leaves_by_subject on seal_leaves (project_id, log, subject, version);

-- What is needed to show that a field is what was sealed: which fields there are, their hashes, and what the salts come from. Goes with
-- what it is about.
create table seal_records (
  project_id    int not null,
  log           text not null check (log in ('traces', 'audit')),
  leaf          bigint not null,
  shard_key     int not null,
  subject_at    timestamptz not null,          -- it is forgotten with this day
  layout        text not null,                 -- the list of fields without their hashes
  hashes        bytea not null,                -- 32 bytes a field
  seed          bytea,                         -- 32 bytes, of which all salts come; null: salts of erased fields are gone
  salts         bytea,                         -- 16 bytes a field; zeros: gone
  primary key (project_id, log, leaf, shard_key),
  check ((seed is null) <> (salts is null))
);
create index seal_records_by_day on seal_records (project_id, subject_at) where log = 'traces';

-- Full runs of 256 hashes, of leaves and of runs one level below. Only ever added to.
create table seal_tiles (
  project_id    int not null,
  log           text not null check (log in ('traces', 'audit')),
  level         smallint not null,
  tile          bigint not null,
  hashes        bytea not null check (length(hashes) = 8192),
  root          bytea not null check (length(root) = 32),
  primary key (project_id, log, level, tile)
);

-- Signed heads, each naming the one before. Only ever added to.
create table tree_heads (
  project_id    int not null,
  log           text not null check (log in ('traces', 'audit')),
  number        int not null,                  -- from 1
  size          bigint not null,               -- leaves
  body          text not null,                 -- canonical JSON: what is signed
  key_id        text not null,
  signature     bytea not null check (length(signature) = 64),
  made_at       timestamptz not null,
  primary key (project_id, log, number)
);

-- Where heads were put outside of this database. Only ever added to.
create table seal_anchors (
  project_id    int not null,
  log           text not null check (log in ('traces', 'audit')),
  number        int not null,
  kind          text not null,
  at            timestamptz not null,
  detail        text not null,
  primary key (project_id, log, number, kind)
);

select protect_tenant_table(t) from unnest(array['seal_marks', 'seal_leaves', 'seal_records', 'seal_tiles', 'tree_heads',
  'seal_anchors']::regclass[]) t;
grant select, insert on seal_marks to recount_app;
grant select, insert, delete on seal_marks to recount_worker;
grant select on seal_leaves, seal_records, seal_tiles, tree_heads, seal_anchors to recount_app;
grant select, insert on seal_leaves, seal_tiles, tree_heads, seal_anchors to recount_worker;
grant select, insert, update (seed, salts), delete on seal_records to recount_worker;
