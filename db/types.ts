import type postgres from "postgres";
import { parseArrayLiteral } from "./parse-array";
import { textArray } from "./pg-array";

/**
 * How PostgreSQL values look in TypeScript, on every connection:
 *
 * | PostgreSQL                | TypeScript                                                   |
 * | ------------------------- | ------------------------------------------------------------ |
 * | bigint                    | `number`; a RangeError beyond 2^53 - 1                       |
 * | timestamptz               | `string`, UTC, microseconds: `2026-01-02T03:04:05.123456Z`   |
 * | timestamp, date, time     | `string` as PostgreSQL writes it                             |
 * | numeric, uuid             | `string`                                                     |
 * | json, jsonb               | the parsed value                                             |
 * | arrays of the types above | arrays                                                       |
 *
 * A `Date` has milliseconds only, and span times have more; that is why times are strings. In the other direction a
 * string is sent as it is (so microseconds survive, and a string for a json column is JSON *text*), a `Date` as ISO,
 * and any other value for a json column is stringified.
 */
const OID = { bigint: 20, json: 114, jsonb: 3802, timestamptz: 1184 } as const;
const PLAIN_TEXT_OIDS = [1082, 1083, 1114, 1186, 1266];

/** Array type → element type. Fixed numbers of PostgreSQL's catalogue, so that no connection has to ask for them. */
const ARRAY_OIDS: Record<number, number> = {
  1000: 16, // boolean
  1001: 17, // bytea
  1005: 21, // smallint
  1007: 23, // integer
  1009: 25, // text
  1015: 1043, // varchar
  1016: 20, // bigint
  1021: 700, // real
  1022: 701, // double precision
  1115: 1114, // timestamp
  1182: 1082, // date
  1185: 1184, // timestamptz
  1231: 1700, // numeric
  199: 114, // json
  2951: 2950, // uuid
  3807: 3802, // jsonb
};

function parseBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a JavaScript number`);
  return value;
}

const UTC_TEXT = /^(\d{4,6}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00(?::?00)?$/;

/** `2026-01-02 03:04:05.12+00` → `2026-01-02T03:04:05.120000Z`. `infinity`, years BC and other zones stay as written. */
function parseTimestamptz(text: string): string {
  const match = UTC_TEXT.exec(text);
  return match ? `${match[1]}T${match[2]}.${(match[3] ?? "").padEnd(6, "0")}Z` : text;
}

const dateOrText = (value: unknown) => (value instanceof Date ? value.toISOString() : String(value));
const jsonText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** Puts the rules above on a pool. */
export function installTypes(sql: postgres.Sql): void {
  const { parsers, serializers } = sql.options as unknown as {
    parsers: Record<number, (text: string) => unknown>;
    serializers: Record<number, (value: unknown) => unknown>;
  };
  parsers[OID.bigint] = parseBigint;
  parsers[OID.timestamptz] = parseTimestamptz;
  serializers[OID.timestamptz] = dateOrText;
  for (const oid of PLAIN_TEXT_OIDS) {
    parsers[oid] = String;
    serializers[oid] = dateOrText;
  }
  serializers[OID.json] = jsonText;
  serializers[OID.jsonb] = jsonText;
  for (const [arrayOid, elementOid] of Object.entries(ARRAY_OIDS)) {
    const element = parsers[elementOid] ?? String;
    parsers[Number(arrayOid)] = (text) => parseArrayLiteral(text, element);
    serializers[Number(arrayOid)] = (value) =>
      Array.isArray(value)
        ? textArray(
            value.map((item: unknown) =>
              item === null ? null : String(serializers[elementOid]?.(item) ?? item),
            ),
          )
        : value;
  }
}
