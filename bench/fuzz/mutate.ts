import type { Random } from "@/demo/random";

/** One to a few changes of bytes, as a bad line, a bad disk or a bad encoder makes them. */
export function mutateBytes(random: Random, original: Uint8Array): Buffer {
  let bytes: Buffer = Buffer.from(original);
  for (let change = random.int(1, 4); change > 0 && bytes.length > 0; change--) {
    const at = random.int(0, bytes.length - 1);
    switch (random.int(0, 8)) {
      case 0:
        bytes[at] = (bytes[at] as number) ^ (1 << random.int(0, 7));
        break;
      case 1:
        bytes[at] = random.pick([0, 1, 0x7f, 0x80, 0xff, 0x22, 0x5c, 0x7b, 0x5b]);
        break;
      case 2:
        bytes = bytes.subarray(0, at);
        break;
      case 3:
        // Where a length stands, it is now wrong; elsewhere it is a wrong number.
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          random.pick([
            Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]),
            Buffer.alloc(11, 0xff),
            Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]),
          ]),
          bytes.subarray(at + 1),
        ]);
        break;
      case 4:
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          Buffer.from([0xc3, 0x28, 0xed, 0xa0, 0x80]),
          bytes.subarray(at),
        ]);
        break;
      case 5: {
        const slice = bytes.subarray(at, at + random.int(1, 200));
        bytes = Buffer.concat([bytes.subarray(0, at), slice, slice, bytes.subarray(at + slice.length)]);
        break;
      }
      case 6:
        bytes.fill(random.pick([0, 0xff, 0x20]), at, Math.min(bytes.length, at + random.int(1, 16)));
        break;
      case 7:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.int(1, 40))]);
        break;
      default:
        bytes[at] = random.int(0, 255);
    }
  }
  return bytes;
}

/** JSON text with U+0000, lone surrogates and huge numbers in place of some of its values, and keys said twice. */
export function mutateJson(random: Random, text: string): string {
  const rate = random.pick([0.002, 0.02, 0.2]);
  return text
    .replace(/"(?:[^"\\]|\\.)*"(?=\s*[,}\]])/g, (value) =>
      random.chance(rate)
        ? random.pick([
            '"\\u0000"',
            '"\\ud800"',
            "1e400",
            "-1",
            "null",
            "{}",
            "[]",
            '"9223372036854775808"',
            '"x"',
            "true",
          ])
        : value,
    )
    .replace(/(?<=[:[,]\s*)-?\d+(?:\.\d+)?(?=\s*[,}\]])/g, (value) =>
      random.chance(rate)
        ? random.pick(["1e308", "-1", "18446744073709551615", "0.5", '"7"', "null"])
        : value,
    )
    .replace(/"(\w+)":/g, (key) => (random.chance(rate / 10) ? `${key}1,${key}` : key));
}
