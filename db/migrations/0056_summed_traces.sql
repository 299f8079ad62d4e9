-- concurrent indexes
-- Traces that were too large to be resolved are few: Settings → Ingest names them.
create index traces_summed on traces (project_id, started_at) where flags & 512 <> 0;
