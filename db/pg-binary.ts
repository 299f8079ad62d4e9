/**
 * Columns of a batch as PostgreSQL arrays in binary form: neither side writes or reads a number, a time or an id as text, and
 * texts need no quotes. Format: array_recv (dimensions, has-null flag, element type, length, lower bound; then length and
 * bytes of each element) and the `recv` function of the element's type.
 */

interface ElementType<Value> {
  /** pg_type.oid of the element. */
  oid: number;
  /** Writes a value at `at` and returns how many bytes it took; `room` has been made. */
  write: (into: Buffer, value: Value, at: number) => number;
  /** Bytes that a value may take, at most. */
  room: (value: Value) => number;
}

const fixed = <Value>(
  oid: number,
  bytes: number,
  write: (into: Buffer, value: Value, at: number) => unknown,
): ElementType<Value> => ({
  oid,
  room: () => bytes,
  write: (into, value, at) => {
    write(into, value, at);
    return bytes;
  },
});

/** PostgreSQL counts time in microseconds from 2000-01-01. */
const EPOCH_MS = Date.UTC(2000, 0, 1);

/** ISO time in UTC, with up to six digits after the point -> PostgreSQL's microseconds. */
const microsOfIso = (iso: string): bigint =>
  BigInt(Date.parse(`${iso.slice(0, 19)}Z`) - EPOCH_MS) * 1000n +
  BigInt(iso[19] === "." ? iso.slice(20, -1).padEnd(6, "0").slice(0, 6) : 0);

export const PG = {
  int: fixed<number>(23, 4, (into, value, at) => into.writeInt32BE(value, at)),
  bigint: fixed<number | string | bigint>(20, 8, (into, value, at) =>
    into.writeBigInt64BE(BigInt(value), at),
  ),
  double: fixed<number>(701, 8, (into, value, at) => into.writeDoubleBE(value, at)),
  boolean: fixed<boolean>(16, 1, (into, value, at) => (into[at] = value ? 1 : 0)),
  /** 32 hex digits, dashes or not. */
  uuid: fixed<string>(2950, 16, (into, hex, at) =>
    into.write(hex.length === 32 ? hex : hex.replaceAll("-", ""), at, "hex"),
  ),
  /** ISO time in UTC, or microseconds since 1970. */
  timestamptz: fixed<string | number>(1184, 8, (into, time, at) =>
    into.writeBigInt64BE(
      typeof time === "number" ? BigInt(time) - BigInt(EPOCH_MS) * 1000n : microsOfIso(time),
      at,
    ),
  ),
  smallint: fixed<number>(21, 2, (into, value, at) => into.writeInt16BE(value, at)),
  /** Hex digits. */
  bytea: {
    oid: 17,
    room: (hex: string) => hex.length / 2,
    write: (into, hex, at) => into.write(hex, at, "hex"),
  } satisfies ElementType<string>,
  /** As they are. */
  bytes: {
    oid: 17,
    room: (bytes: Buffer) => bytes.length,
    write: (into, bytes, at) => bytes.copy(into, at),
  } satisfies ElementType<Buffer>,
  /** U+0000 cannot be stored: the one character that is replaced. */
  text: {
    oid: 25,
    room: (text: string) => text.length * 3,
    write: (into, text, at) => into.write(text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text, at),
  } satisfies ElementType<string>,
};

export type PgType = keyof typeof PG;

const HEADER = 20;
/** Arrays are put together here and copied out at their length. */
let scratch = Buffer.allocUnsafe(1 << 20);

function makeRoom(end: number): void {
  if (end <= scratch.length) return;
  const larger = Buffer.allocUnsafe(Math.max(end, scratch.length * 2));
  scratch.copy(larger);
  scratch = larger;
}

/** @param values null where there is none */
export function binaryArray(type: PgType, values: readonly unknown[]): Buffer {
  const { oid, room, write } = PG[type] as ElementType<unknown>;
  let at = HEADER;
  let nulls = 0;
  for (const value of values) {
    if (value === null || value === undefined) {
      makeRoom(at + 4);
      at = scratch.writeInt32BE(-1, at);
      nulls = 1;
      continue;
    }
    makeRoom(at + 4 + room(value));
    const bytes = write(scratch, value, at + 4);
    scratch.writeInt32BE(bytes, at);
    at += 4 + bytes;
  }
  // An empty array has no dimension.
  const dimensions = values.length === 0 ? 0 : 1;
  scratch.writeInt32BE(dimensions, 0);
  scratch.writeInt32BE(nulls, 4);
  scratch.writeInt32BE(oid, 8);
  scratch.writeInt32BE(values.length, 12);
  scratch.writeInt32BE(1, 16);
  const array = Buffer.from(scratch.subarray(0, dimensions === 0 ? 12 : at));
  // A giant batch does not keep its room for ever.
  if (scratch.length > 16 << 20) scratch = Buffer.allocUnsafe(1 << 20);
  return array;
}
