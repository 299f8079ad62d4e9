-- A rough idea of a growing partition is all that the planner needs, and comes from a sample of 300 rows for each point of this
-- target. At the default of 100 it took a quarter of a second for each partition, every few seconds under load.
alter function analyze_fresh_partitions() set default_statistics_target = 10;
