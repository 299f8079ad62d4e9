-- Names of traces are looked up by what stands in them: few names are borne by many traces, and going from each name to the next
-- one reads few pages of this index instead of every trace of a month. Equal names share an entry: 8 bytes a trace.
create index traces_by_name on traces (project_id, name);
