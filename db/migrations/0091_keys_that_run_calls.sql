-- A key may let an agent's calls go on to a provider where the recording of a trace ends: that costs money, so reading is not enough.
alter table api_keys drop constraint api_keys_scopes_check;
alter table api_keys add constraint api_keys_scopes_check
  check (cardinality(scopes) > 0 and scopes <@ array['ingest', 'budgets', 'read', 'run', 'audit', 'admin']) not valid;
