-- Sessions of people: what a cookie names must still be here, so a copy of the cookie ends with the session. Only the hash of
-- the name is kept. Programs of the release before know nothing of the table and go on.
create table user_sessions (
  token_hash      bytea primary key,
  user_id         int not null references users (id) on delete cascade,
  created_at      timestamptz not null default now(),
  seen_at         timestamptz not null default now(),
  expires_at      timestamptz not null
);
create index user_sessions_by_user on user_sessions (user_id);
create index user_sessions_by_end on user_sessions (expires_at);

grant select, insert, update, delete on user_sessions to recount_app;
grant select, delete on user_sessions, sign_in_failures to recount_worker;

-- Seven characters tell keys apart; ten of a short key that somebody chose were half of it. The next start writes down the
-- beginning of the key of RECOUNT_API_KEY again, if it is long enough.
update api_keys set prefix = left(prefix, case when name = 'RECOUNT_API_KEY' then 3 else 7 end);
