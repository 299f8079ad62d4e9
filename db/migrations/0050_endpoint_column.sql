-- An address that clients write to is called an endpoint, in the store, too.
-- breaking
alter table ingest_minutes rename column door to endpoint;
alter table ingest_clients rename column door to endpoint;
alter table ingest_quarantine rename column door to endpoint;
