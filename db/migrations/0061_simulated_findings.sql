-- What was found among data of the demo says so wherever it is told. Findings from before say nothing of it.

alter table findings add column simulated boolean not null default false;
