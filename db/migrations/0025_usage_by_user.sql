-- One user's hours and days without reading everybody's: what a user costs over time, and what is usual for them.
create index usage_hour_by_user on usage_hour (project_id, cube, user_id, bucket);
create index usage_day_by_user on usage_day (project_id, cube, user_id, bucket);

-- Dear hours are looked for by feature only, and are answered by the index alone.
create index usage_hour_dear_by_feature on usage_hour (project_id, bucket) include (user_id, feature, environment, shard_key, cost_nano_usd)
  where cube = 0 and tier = 3600 and cost_nano_usd >= 100000000;
drop index usage_hour_dear;
