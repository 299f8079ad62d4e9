-- A key that reports answers and can do nothing else: it stands in pages that anybody can read.
alter table api_keys drop constraint api_keys_scopes_check;
alter table api_keys add constraint api_keys_scopes_check
  check (cardinality(scopes) > 0 and scopes <@ array['ingest', 'budgets', 'read', 'run', 'audit', 'admin', 'report']) not valid;
