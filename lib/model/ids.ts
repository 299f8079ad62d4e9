/** A trace id as the database takes it (32 hex) from any spelling: dashes and upper case allowed. Null: not a trace id. */
export function parseTraceId(text: string): string | null {
  const hex = text.replaceAll("-", "").toLowerCase();
  return /^[0-9a-f]{32}$/.test(hex) && !/^0+$/.test(hex) ? hex : null;
}

/** A span id (16 hex) from any case. Null: not a span id. */
export function parseSpanId(text: string): string | null {
  const hex = text.toLowerCase();
  return /^[0-9a-f]{16}$/.test(hex) && !/^0+$/.test(hex) ? hex : null;
}

/** `uuid` as PostgreSQL prints it -> 32 hex digits. */
export const hexOfUuid = (uuid: string): string => uuid.replaceAll("-", "");

/** 32 hex digits -> `uuid` as PostgreSQL prints it. */
export const uuidOfHex = (hex: string): string =>
  hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

/**
 * The shard that holds a trace: `project.shard_keys[hash(trace_id) % length]`. The last digits are random in every
 * generator of trace ids, the first ones are a clock in some.
 */
export function shardKeyOf(shardKeys: readonly number[], traceId: string): number {
  return shardKeys[Number.parseInt(traceId.slice(-8), 16) % shardKeys.length] as number;
}

/** At most one worker derives a lane at a time: 64 lanes by the trace id's last byte. */
export const laneOf = (traceId: string): number => Number.parseInt(traceId.slice(-2), 16) & 63;
