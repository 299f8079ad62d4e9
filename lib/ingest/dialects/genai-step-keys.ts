/** Attributes of steps beside model calls, and their names in the metadata. */
export const STEP_METADATA: readonly (readonly [key: string, name: string])[] = [
  ["gen_ai.agent.id", "agent_id"],
  ["gen_ai.agent.version", "agent_version"],
  ["gen_ai.conversation.compacted", "conversation_compacted"],
  ["gen_ai.memory.store.id", "memory_store_id"],
  ["gen_ai.memory.store.name", "memory_store"],
  ["gen_ai.memory.record.id", "memory_record_id"],
  ["gen_ai.memory.record.count", "memory_records"],
];

/** Keys that only such spans have. */
export const isStepKey = (key: string): boolean => STEP_METADATA.some(([name]) => name === key);

/** `gen_ai.input.messages.truncated` and its like: the sender cut what it says. Not an answer that reached its limit. */
export const isTruncationKey = (key: string): boolean =>
  /(?:messages|contents?|instructions|prompt|completion|input|output|arguments|result|definitions|value)[._]truncated$/i.test(
    key,
  );
