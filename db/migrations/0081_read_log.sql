-- The audit log also says who read what was said, and from where. Rows of before are changes of which that is not known; programs
-- of before go on writing such rows.
alter table audit_log
  add column kind text not null default 'change' check (kind in ('change', 'read', 'export', 'sign_in')),
  add column surface text,                        -- page, api, export, share, replay; null: not known, or no request
  add column route text,                          -- path of the request, without its query
  add column address text,                        -- network address that asked
  add column reason text,                         -- as whoever asked gave it
  add column trace_ids uuid[] not null default '{}'; -- traces of which something was read

-- A key of its own for whoever collects the log elsewhere: it reads the log and nothing else.
alter table api_keys drop constraint api_keys_scopes_check;
alter table api_keys add constraint api_keys_scopes_check
  check (cardinality(scopes) > 0 and scopes <@ array['ingest', 'budgets', 'read', 'audit', 'admin']) not valid;
