-- Three roles, so that a forgotten "where" returns nothing instead of somebody else's data:
--   the owner (whoever migrates) owns tables and partitions and is used by migrations and backups only;
--   recount_app answers requests: it sees one project at a time, named by the setting app.project_id;
--   recount_worker derives across projects, and cannot touch people, keys or sessions of sign-in.
-- They are group roles without login: a connection takes one with the start-up parameter "role".

do $$
declare
  wanted text;
begin
  foreach wanted in array array['recount_app', 'recount_worker'] loop
    begin
      execute format('create role %I nologin', wanted);
    exception
      when duplicate_object or unique_violation then null; -- made by another database of this server, or by a second process just now
    end;
    if not pg_has_role(current_user, wanted, 'member') then
      execute format('grant %I to current_user', wanted);
    end if;
  end loop;
end
$$;

revoke all on schema public from public;
grant usage on schema public to recount_app, recount_worker;

-- Puts row-level security on a table with a project_id column. The policies hold no subquery and read the
-- setting by nullif: after "set local" has ended, a setting is '' and not null.
create function protect_tenant_table(target regclass) returns void
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy tenant on %s to recount_app
       using (project_id = nullif(current_setting(''app.project_id'', true), '''')::int)
       with check (project_id = nullif(current_setting(''app.project_id'', true), '''')::int)', target);
  execute format('create policy worker on %s to recount_worker using (true) with check (true)', target);
  execute format('create policy owner on %s to current_user using (true) with check (true)', target);
end
$$;

revoke all on function protect_tenant_table(regclass) from public;
