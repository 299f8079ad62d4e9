-- concurrent indexes
-- Few changes among many reads, what one person did, what was done to one thing, and who has seen one trace. A trace id is random:
-- the index needs no project beside it.
create index audit_log_by_kind on audit_log (project_id, kind, at desc, id desc);
create index audit_log_by_actor on audit_log (project_id, actor_kind, actor_id, at desc, id desc);
create index audit_log_by_target on audit_log (project_id, target, at desc, id desc) where target is not null;
create index audit_log_by_trace on audit_log using gin (trace_ids) where cardinality(trace_ids) > 0;
