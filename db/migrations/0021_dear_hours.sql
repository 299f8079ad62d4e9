-- Hours in which one user cost ten cents and more in a feature: few among millions, and where anomalies are looked for.
create index usage_hour_dear on usage_hour (project_id, bucket) where cost_nano_usd >= 100000000;
