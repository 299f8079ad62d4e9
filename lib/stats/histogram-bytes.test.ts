import fc from "fast-check";
import { expect, test } from "vitest";

import { merge } from "./histogram";
import { HistogramSum, histogramOfBytes } from "./histogram-bytes";

const histograms = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 1023 }), fc.integer({ min: 1, max: 2 ** 32 - 1 })), {
    selector: ([bin]) => bin,
  })
  .map((pairs) => pairs.toSorted(([a], [b]) => a - b))
  .map((pairs) => ({ bins: pairs.map(([bin]) => bin), counts: pairs.map(([, count]) => count) }));

/** Written down bin by bin, as the description of the format says. */
const bytesOf = ({ bins, counts }: { bins: number[]; counts: number[] }): Buffer =>
  Buffer.concat(
    bins.map((bin, index) => {
      const count = counts[index] as number;
      const head = Buffer.alloc(2);
      head.writeUInt16BE(bin * 64 + Math.min(count, 63));
      const tail = Buffer.alloc(4);
      tail.writeUInt32BE(count);
      return count < 63 ? head : Buffer.concat([head, tail]);
    }),
  );

test("bytes read back as the histogram they were made of", () => {
  fc.assert(
    fc.property(histograms, (histogram) => {
      expect(histogramOfBytes(bytesOf(histogram))).toEqual(histogram);
    }),
  );
});

test("joined bytes are the histogram of both, and are written each bin once", () => {
  fc.assert(
    fc.property(histograms, histograms, (a, b) => {
      const sum = new HistogramSum();
      sum.add(Buffer.concat([bytesOf(a), bytesOf(b)]));
      const both = merge([a, b]);
      expect(sum.histogram()).toEqual(both);
      if (both.counts.every((count) => count < 2 ** 32))
        expect(sum.bytes() ?? Buffer.alloc(0)).toEqual(
          bytesOf({ bins: [...both.bins], counts: [...both.counts] }),
        );
    }),
  );
});

test("bytes that are cut off are an error, not a smaller count", () => {
  expect(() => histogramOfBytes(Buffer.from([0, 63, 0, 0]))).toThrow(/cut off/);
});
