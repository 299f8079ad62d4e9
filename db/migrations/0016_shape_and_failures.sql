-- What a call's failure was and what its input consisted of, judged when it is accepted; what only the whole trace can say about
-- its steps, retries and shape, derived. Nullable columns without a default: nothing is rewritten, and code that does not
-- know them goes on. Traces stored before have nulls until they are derived again: npm run rebuild.
alter table spans
  add column failure                text,      -- lib/model/failure.ts; null: did not fail, or accepted before
  add column input_system_tokens    int,       -- the input's parts, in proportion to the length of their texts: together
  add column input_tools_tokens     int,       -- they are the input tokens; all null: usage or texts are unknown
  add column input_history_tokens   int,
  add column input_retrieved_tokens int,
  add column input_user_tokens      int,
  add column derived_step           text,      -- which step of the workflow made the call; null: the span's own name
  add column derived_attempt        smallint;  -- lib/model/attempt.ts: bits; null: the only attempt

alter table traces
  add column failure              text,        -- of the span whose failure decided
  add column answer_provider      text,        -- the call that wrote the answer
  add column answer_model         text,
  add column answer_fingerprint   bigint,
  add column answer_streamed      boolean,
  add column tool_mode            text,        -- none, single, sequential, parallel, mixed
  add column critical_llm_ns      bigint,      -- the critical path by kind: together the trace's duration
  add column critical_tool_ns     bigint,
  add column critical_retrieval_ns bigint,
  add column critical_other_ns    bigint,
  add column parallel_saving_ns   bigint,      -- what running independent tools at once would have saved; null: no tools to tell
  add column retry_count          int,
  add column fallback_count       int,
  add column retry_cost_nano_usd  bigint;      -- of attempts that another one replaced
