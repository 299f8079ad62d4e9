-- What is read of one user is found by the index of users' costs.
drop index usage_hour_by_user;
