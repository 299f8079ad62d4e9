import { sql } from "drizzle-orm";
import { customType, bigint as pgBigint, timestamp } from "drizzle-orm/pg-core";

/** Column types as `db/types.ts` has the driver read and write them, where drizzle's own would differ. */

/** A number; where it may be beyond 2^53 (money, fingerprints), read the column as text in SQL. */
export const bigint = () => pgBigint({ mode: "number" });

/** Text in UTC with microseconds. */
export const timestamptz = () => timestamp({ withTimezone: true, mode: "string" });

export const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** Drizzle's own would parse text that the driver has parsed already. */
export const jsonb = customType<{ data: unknown; driverData: string }>({
  dataType: () => "jsonb",
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (value) => value,
});

/** The time of the statement; `now()` is that of the transaction. */
export const clockNow = sql`clock_timestamp()`;
