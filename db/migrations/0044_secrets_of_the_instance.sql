-- The app's role reads no password hash and no secret of the instance: whoever gets to run a statement of their own within
-- its session learns neither. It asks for one account's hash, or for the secret of cookies, by functions of the owner.
-- breaking

alter table users add column has_password boolean generated always as (password_hash is not null) stored;

create function password_hash_of(account text) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select password_hash from users where email = account
$$;

create function session_secret() returns bytea
language sql stable security definer set search_path = public, pg_temp as $$
  select session_secret from instance where id = 1
$$;

revoke all on function password_hash_of(text), session_secret() from public;
grant execute on function password_hash_of(text), session_secret() to recount_app;

revoke select on users, instance from recount_app;
revoke select on instance from recount_worker;
grant select (id, email, name, oidc_subject, created_at, disabled_at, session_epoch, has_password) on users to recount_app;
grant select (id, created_at) on instance to recount_app, recount_worker;
