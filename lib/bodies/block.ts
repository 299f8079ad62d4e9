import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants } from "node:zlib";

/**
 * A block: bodies one after the other, compressed together. Layout before compression, in bytes: how many there are and the
 * length of each as LEB128 (DWARF 4, section 7.6), then each body: one byte of its kind, and its text in UTF-8.
 */

/** The kind of a body within a block. */
export const KIND = {
  text: 0,
  json: 1,
  /** Which bodies a span carries: record.ts. */
  record: 2,
  /** It was erased, at the instant that stands in its place (ISO 8601); for a record: with all that it named. */
  erased: 3,
  /** Nothing referred to it any more: its place is empty. */
  dropped: 4,
} as const;
export type Kind = (typeof KIND)[keyof typeof KIND];

/** Whether something that was said stands there. */
export const isBody = (kind: Kind | undefined): kind is typeof KIND.text | typeof KIND.json =>
  kind === KIND.text || kind === KIND.json;

/** Characters are three bytes at most. */
const WIDEST = 3;
const FIRST_SIZE = 64 * 1024;

/** A block while it is being filled. */
export class BlockBuilder {
  private room = Buffer.allocUnsafe(FIRST_SIZE);
  private readonly lengths: number[] = [];
  private end = 0;

  get bytes(): number {
    return this.end;
  }

  get items(): number {
    return this.lengths.length;
  }

  /** @returns the place of the body in the block */
  add(kind: Kind, text: string): number {
    const most = this.end + 1 + text.length * WIDEST;
    if (most > this.room.length) {
      const larger = Buffer.allocUnsafe(Math.max(most, this.room.length * 2));
      this.room.copy(larger, 0, 0, this.end);
      this.room = larger;
    }
    const from = this.end;
    this.room[this.end++] = kind;
    this.end += this.room.write(text, this.end, "utf8");
    return this.lengths.push(this.end - from) - 1;
  }

  finish(): Buffer {
    const head = leb128([this.lengths.length, ...this.lengths]);
    return Buffer.concat([head, this.room.subarray(0, this.end)]);
  }
}

/** Whole numbers from 0 to 2^53. */
export function leb128(numbers: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(numbers.length * 8);
  let at = 0;
  for (const number of numbers) {
    let rest = number;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) | 128;
    bytes[at++] = rest;
  }
  return bytes.subarray(0, at);
}

/** Reads number after number from the beginning; `at` says how far it has come. */
export function readLeb128(bytes: Buffer): (() => number) & { at: () => number } {
  let at = 0;
  const next = (): number => {
    let number = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError("The block ends within its own head");
      number += (byte & 127) * scale;
      if (byte < 128) return number;
    }
  };
  return Object.assign(next, { at: () => at });
}

/** A block that was read. */
export class Block {
  /** Where each body begins; one more than there are bodies. */
  private readonly starts: Float64Array;

  /** @param bytes not compressed */
  constructor(readonly bytes: Buffer) {
    const next = readLeb128(bytes);
    const count = next();
    this.starts = new Float64Array(count + 1);
    for (let item = 0; item < count; item++) this.starts[item + 1] = (this.starts[item] as number) + next();
    const at = next.at();
    for (let item = 0; item <= count; item++) this.starts[item] = (this.starts[item] as number) + at;
  }

  get items(): number {
    return this.starts.length - 1;
  }

  /** Undefined: there is no such place. */
  kind(item: number): Kind | undefined {
    const start = item < this.items ? this.starts[item] : undefined;
    return start === undefined ? undefined : (this.bytes[start] as Kind);
  }

  text(item: number): string {
    return this.bytes.toString("utf8", (this.starts[item] as number) + 1, this.starts[item + 1]);
  }

  /** Which body a byte belongs to; -1: to the head. */
  itemAt(position: number): number {
    let [low, high] = [0, this.items];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] as number) <= position) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** What somebody said or sent, without the records of who carries it. */
  searchable(): string[] {
    const texts: string[] = [];
    for (let item = 0; item < this.items; item++) if (isBody(this.kind(item))) texts.push(this.text(item));
    return texts;
  }
}

const compressing = promisify(brotliCompress);
const decompressing = promisify(brotliDecompress);
/** A block's own size: nothing further away is ever looked for. */
const WINDOW_BITS = 18;

/** Off the main thread. @param quality of Brotli (RFC 7932): 1 while somebody waits, more when a day is packed */
export const compress = (bytes: Buffer, quality = 1): Promise<Buffer> =>
  compressing(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_LGWIN]: quality > 1 ? constants.BROTLI_DEFAULT_WINDOW : WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });

/** Off the main thread. */
export const decompress = (bytes: Buffer): Promise<Buffer> => decompressing(bytes);
