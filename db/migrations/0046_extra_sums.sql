-- Sums that are rare, by name: {"truncated_calls": 3}. A new one needs no column in five resolutions (lib/model/measures.ts).
-- Null: none. What was rolled up before a sum was known says nothing of it; `npm run rebuild` makes it anew.
alter table rollup_calls add column extra jsonb;
alter table rollup_traces add column extra jsonb;
