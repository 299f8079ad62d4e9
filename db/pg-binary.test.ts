import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";

import { binaryArray, PG, type PgType } from "./pg-binary";
import { createTestDatabase, type TestDatabase } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((array) => Buffer.from(array).toString("hex"));
const SAMPLES: Record<
  PgType,
  { sql: string; value: fc.Arbitrary<unknown>; shown: (value: never) => unknown }
> = {
  int: { sql: "int[]", value: fc.integer(), shown: String },
  smallint: { sql: "smallint[]", value: fc.integer({ min: -32_768, max: 32_767 }), shown: String },
  bigint: { sql: "bigint[]", value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), shown: String },
  double: {
    sql: "double precision[]",
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
    shown: Number,
  },
  boolean: { sql: "boolean[]", value: fc.boolean(), shown: String },
  uuid: { sql: "uuid[]", value: hex(16), shown: (value: string) => value },
  bytea: { sql: "bytea[]", value: hex(8), shown: (value: string) => `\\x${value}` },
  bytes: {
    sql: "bytea[]",
    value: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    shown: (value: Buffer) => `\\x${value.toString("hex")}`,
  },
  text: {
    sql: "text[]",
    value: fc.string({ unit: "grapheme", maxLength: 40 }),
    shown: (value: string) => value.replaceAll("\0", "\ufffd"),
  },
  timestamptz: {
    sql: "timestamptz[]",
    value: fc
      .tuple(
        fc.date({ min: new Date("1980-01-01"), max: new Date("2200-01-01"), noInvalidDate: true }),
        fc.integer({ min: 0, max: 999 }),
      )
      .map(([date, micros]) => `${date.toISOString().slice(0, -1)}${String(micros).padStart(3, "0")}Z`),
    shown: (value: string) => value,
  },
};

it.each(Object.keys(PG) as PgType[])("%s arrives as it was sent, nulls too", async (type) => {
  const { sql, value, shown } = SAMPLES[type];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(value), { maxLength: 30 }), async (values) => {
      const cast =
        type === "timestamptz" ? `to_char(x at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` : "x::text";
      const { rows } = await db.pipeline.query<{ x: string | null }>(
        `select ${type === "uuid" ? "replace(x::text, '-', '')" : cast} as x from unnest($1::${sql}) x`,
        [binaryArray(type, values)],
      );
      expect(rows.map((row) => (type === "double" && row.x !== null ? Number(row.x) + 0 : row.x))).toEqual(
        values.map((item) =>
          item === null ? null : type === "double" ? (item as number) + 0 : shown(item as never),
        ),
      );
    }),
    { numRuns: 40 },
  );
});
