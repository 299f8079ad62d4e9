-- concurrent indexes
-- What users cost by hour in a feature, answered by the index alone: rows of an hour lie together, so a user's lie in as many pages
-- of the table as there are hours.
create index usage_hour_user_costs on usage_hour (project_id, cube, user_id, feature, bucket) include (tier, shard_key, cost_nano_usd);
