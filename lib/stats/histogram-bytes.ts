import type { Histogram } from "./histogram";

/**
 * A histogram as the store keeps it: for each bin 2 bytes (big endian), bin * 64 + count; a count of 63 and more is 63 there and
 * follows in 4 bytes. The same bin may come several times: joined bytes are the histogram of both.
 */

const MAX_BIN = 1023;
const ESCAPE = 63;

/** One bin's bytes as SQL. @param bin smallint expression of ours @param n bigint expression of ours */
export const binBytesSql = (bin: string, n: string): string => `
  case when ${n} < ${ESCAPE}
    then substring(int4send(least(${bin}, ${MAX_BIN})::int * 64 + ${n}::int) from 3)
    else substring(int4send(least(${bin}, ${MAX_BIN})::int * 64 + ${ESCAPE}) from 3) || int4send(${n}::int) end`;

/** Adds up histograms from their bytes. */
export class HistogramSum {
  /** Made when there is something to add: many cells of a chart have nothing. */
  private counts: Float64Array | null = null;
  private lowest = MAX_BIN;
  private highest = 0;

  /** @throws RangeError when the bytes end in the middle of a count */
  add(bytes: Uint8Array): void {
    const counts = (this.counts ??= new Float64Array(MAX_BIN + 1));
    for (let at = 0; at < bytes.length; at += 2) {
      const head = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
      let count = head & ESCAPE;
      if (count === ESCAPE) {
        if (at + 6 > bytes.length) throw new RangeError("the histogram's bytes are cut off");
        count =
          (bytes[at + 2] as number) * 2 ** 24 +
          (((bytes[at + 3] as number) << 16) | ((bytes[at + 4] as number) << 8) | (bytes[at + 5] as number));
        at += 4;
      }
      const bin = head >> 6;
      counts[bin] = (counts[bin] as number) + count;
      if (bin < this.lowest) this.lowest = bin;
      if (bin > this.highest) this.highest = bin;
    }
  }

  histogram(): Histogram {
    const bins: number[] = [];
    const counts: number[] = [];
    if (this.counts === null) return { bins, counts };
    for (let bin = this.lowest; bin <= this.highest; bin++) {
      const count = this.counts[bin] as number;
      if (count > 0) {
        bins.push(bin);
        counts.push(count);
      }
    }
    return { bins, counts };
  }

  /** Each bin once, ascending: the same histogram is the same bytes. Null: empty. */
  bytes(): Buffer | null {
    const { bins, counts } = this.histogram();
    if (bins.length === 0) return null;
    const long = counts.filter((count) => count >= ESCAPE).length;
    const bytes = Buffer.allocUnsafe(bins.length * 2 + long * 4);
    let at = 0;
    for (const [index, bin] of bins.entries()) {
      const count = counts[index] as number;
      at = bytes.writeUInt16BE((bin << 6) | Math.min(count, ESCAPE), at);
      if (count >= ESCAPE) at = bytes.writeUInt32BE(count, at);
    }
    return bytes;
  }
}

/** A sum that begins with what bytes hold; null: empty. */
export function histogramSumOf(bytes: Uint8Array | null): HistogramSum {
  const sum = new HistogramSum();
  if (bytes !== null) sum.add(bytes);
  return sum;
}

/** The histogram that bytes hold; null: empty. */
export const histogramOfBytes = (bytes: Uint8Array | null): Histogram => histogramSumOf(bytes).histogram();
