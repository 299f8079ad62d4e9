-- Counted calls of a trace whose cost by our prices is not what the client says they cost, by more than rounding. Null: derived
-- before this column was.
alter table traces add column contradicted_cost_count int;
