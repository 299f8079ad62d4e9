-- Projects, people, keys, prompts, audit: ordinary tables, on the coordinator when the telemetry is distributed.

create table instance (
  id              int primary key default 1 check (id = 1),
  session_secret  bytea not null,
  created_at      timestamptz not null default now()
);

create table projects (
  id              int generated always as identity primary key,
  slug            text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name            text not null check (length(name) between 1 and 120),
  -- Which shards hold this project's telemetry; data, not code, so that a project can grow without a migration.
  shard_keys      int[] not null default '{1}' check (cardinality(shard_keys) between 1 and 256),
  retention_days  int not null default 400 check (retention_days between 1 and 3660),
  created_at      timestamptz not null default now()
);

create table users (
  id              int generated always as identity primary key,
  email           text not null unique check (email = lower(email) and position('@' in email) > 1),
  name            text not null default '',
  password_hash   text,            -- null: signs in by OIDC or has not accepted the invitation yet
  oidc_subject    text unique,     -- "issuer|sub"
  created_at      timestamptz not null default now(),
  disabled_at     timestamptz,
  -- Raised on password change, role change and disabling: sessions made before are refused.
  session_epoch   int not null default 0
);

create table memberships (
  project_id      int not null references projects (id) on delete cascade,
  user_id         int not null references users (id) on delete cascade,
  role            text not null check (role in ('engineer', 'manager', 'compliance', 'admin')),
  created_at      timestamptz not null default now(),
  primary key (project_id, user_id)
);
create index memberships_by_user on memberships (user_id);

create table invitations (
  id              int generated always as identity primary key,
  project_id      int not null references projects (id) on delete cascade,
  email           text not null check (email = lower(email)),
  role            text not null check (role in ('engineer', 'manager', 'compliance', 'admin')),
  token_hash      bytea not null unique,
  invited_by      int references users (id) on delete set null,
  created_at      timestamptz not null default now(),
  expires_at      timestamptz not null,
  accepted_at     timestamptz,
  revoked_at      timestamptz
);

create table sign_in_failures (
  key             text primary key,  -- hash of address and account: says nothing by itself
  failures        int not null,
  locked_until    timestamptz,
  updated_at      timestamptz not null
);

create table api_keys (
  id              int generated always as identity primary key,
  project_id      int not null references projects (id) on delete cascade,
  name            text not null check (length(name) between 1 and 120),
  prefix          text not null,
  key_hash        bytea not null unique,   -- SHA-256 of a key of 32 random bytes: nothing to guess, so no slow hash
  scopes          text[] not null check (cardinality(scopes) > 0 and scopes <@ array['ingest', 'read', 'admin']),
  created_by      int references users (id) on delete set null,
  created_at      timestamptz not null default now(),
  last_used_at    timestamptz,
  expires_at      timestamptz,
  revoked_at      timestamptz
);

create table prompts (
  id              int generated always as identity primary key,
  project_id      int not null references projects (id) on delete cascade,
  name            text not null,
  created_at      timestamptz not null default now(),
  unique (project_id, name)
);

create table prompt_versions (
  project_id      int not null references projects (id) on delete cascade,
  prompt_id       int not null references prompts (id) on delete cascade,
  number          int not null,
  fingerprint     bigint not null,   -- of the text with volatile parts templated out, and of the tools
  label           text,              -- the version's name as the client says it
  system_id       uuid,              -- contents.id of the first text seen
  first_seen_at   timestamptz not null,
  created_at      timestamptz not null default now(),
  primary key (prompt_id, number)
);
create unique index prompt_versions_by_fingerprint on prompt_versions (project_id, prompt_id, fingerprint, coalesce(label, ''));

-- Unit prices that priced a span: rows are immutable and named by the hash of what they say.
create table prices (
  id              bigint primary key,
  source          text not null,     -- "genai-prices <version>", "client"
  provider        text not null,
  model           text not null,
  valid_from      date,
  units           jsonb not null,    -- {"input_mtok": "2.5", …}: US dollars a million tokens, as decimal strings
  created_at      timestamptz not null default now()
);

create table audit_log (
  id              bigint generated always as identity primary key,
  project_id      int not null,
  at              timestamptz not null default clock_timestamp(),
  actor_kind      text not null check (actor_kind in ('user', 'api_key', 'system')),
  actor_id        int,
  actor_name      text not null,
  action          text not null,
  target          text,
  detail          jsonb not null default '{}'
);
create index audit_log_by_project on audit_log (project_id, at desc, id desc);

select protect_tenant_table(t) from unnest(array['memberships', 'invitations', 'api_keys', 'prompts', 'prompt_versions', 'audit_log']::regclass[]) t;

-- A person may see which projects are theirs before one of them is chosen.
create policy own_memberships on memberships for select to recount_app
  using (user_id = nullif(current_setting('app.user_id', true), '')::int);

grant select, insert on instance to recount_app;
grant select on instance to recount_worker;
grant select, insert, update on projects, users, sign_in_failures to recount_app;
grant delete on sign_in_failures to recount_app;
grant select on projects to recount_worker;
grant select, insert, update, delete on memberships, invitations to recount_app;
grant select, insert, update on api_keys, prompts, prompt_versions to recount_app;
grant select, insert, update on prompts, prompt_versions to recount_worker;
grant select, insert on prices to recount_app, recount_worker;
grant select, insert on audit_log to recount_app, recount_worker;

-- Who holds this key? Asked before a project is known, so it runs as the owner and returns one row for one hash.
create function authenticate_api_key(hash bytea)
returns table (api_key_id int, project_id int, project_slug text, shard_keys int[], retention_days int, scopes text[], name text)
language sql stable security definer set search_path = public, pg_temp as $$
  select k.id, p.id, p.slug, p.shard_keys, p.retention_days, k.scopes, k.name
  from api_keys k
  join projects p on p.id = k.project_id
  where k.key_hash = hash
    and k.revoked_at is null
    and (k.expires_at is null or k.expires_at > now())
$$;

-- An invitation is opened by its token by somebody who is not signed in yet.
create function open_invitation(hash bytea)
returns table (invitation_id int, project_id int, project_name text, email text, role text)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.id, p.id, p.name, i.email, i.role
  from invitations i
  join projects p on p.id = i.project_id
  where i.token_hash = hash and i.accepted_at is null and i.revoked_at is null and i.expires_at > now()
$$;

revoke all on function authenticate_api_key(bytea), open_invitation(bytea) from public;
grant execute on function authenticate_api_key(bytea), open_invitation(bytea) to recount_app;
