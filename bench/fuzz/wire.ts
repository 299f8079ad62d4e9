/** Just enough of protobuf's wire format to write requests of OTLP, right and wrong ones: an encoder would refuse most of them. */

export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

/** A length-delimited field: text, bytes or a message. */
export function field(number: number, body: string | Uint8Array): Buffer {
  const bytes = typeof body === "string" ? Buffer.from(body, "utf8") : Buffer.from(body);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

export const int = (number: number, value: number | bigint): Buffer =>
  Buffer.concat([varint(number << 3), varint(value)]);

export function fixed64(number: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return Buffer.concat([varint((number << 3) | 1), bytes]);
}

export function double(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([varint((number << 3) | 1), bytes]);
}

/** ExportTraceServiceRequest, ExportLogsServiceRequest and ExportMetricsServiceRequest have the same outer form. */
export const exportRequest = (items: readonly Uint8Array[], resource: readonly Uint8Array[] = []): Buffer =>
  field(
    1,
    Buffer.concat([
      field(1, Buffer.concat(resource.map((attribute) => field(1, attribute)))),
      field(2, Buffer.concat([field(1, field(1, "fuzz")), ...items.map((item) => field(2, item))])),
    ]),
  );

/** The message of a google.rpc.Status; null when the bytes are none. */
export function statusMessage(bytes: Buffer): string | null {
  let at = 0;
  if (bytes[at] === 0x08) at += 2;
  if (bytes[at++] !== 0x12) return null;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    if (byte === undefined) return null;
    length |= (byte & 127) << shift;
    if (byte < 128) break;
  }
  return bytes.toString("utf8", at, at + length);
}
