import fc from "fast-check";
import { describe, expect, it } from "vitest";

import vectors from "./merkle-vectors.json";
import {
  consistencyRanges,
  hashOfRange,
  inclusionRanges,
  leafHash,
  type NodeId,
  nodeHash,
  nodesOfRange,
  rootOf,
  sha256,
  verifyConsistency,
  verifyInclusion,
} from "./merkle";

/** The tree as RFC 6962 defines it, word by word. */
function plainRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leafHash(leaves[0] as Buffer);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(plainRoot(leaves.slice(0, split)), plainRoot(leaves.slice(split)));
}
const of = (count: number): Buffer[] => Array.from({ length: count }, (_, n) => Buffer.from(`leaf ${n}`));
const nodeOf =
  (leaves: readonly Buffer[]) =>
  ({ height, index }: NodeId): Buffer =>
    plainRoot(leaves.slice(index * 2 ** height, (index + 1) * 2 ** height));
const flipped = (hash: Buffer, bit: number): Buffer => {
  const other = Buffer.from(hash);
  other[bit >> 3] = (other[bit >> 3] as number) ^ (1 << (bit & 7));
  return other;
};
const treeAndLeaf = fc
  .integer({ min: 1, max: 700 })
  .chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));

describe("a tree", () => {
  it("has the root that the RFC says", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), (size) => {
        const leaves = of(size);
        expect(rootOf(leaves.map(leafHash)).equals(plainRoot(leaves))).toBe(true);
      }),
    );
  });

  it("is made of full subtrees that lie side by side", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (size) => {
        let at = 0;
        for (const { height, index } of nodesOfRange([0, size])) {
          expect(index * 2 ** height).toBe(at);
          at += 2 ** height;
        }
        expect(at).toBe(size);
      }),
    );
  });

  it("proves each of its leaves, and no other leaf, place or root", () => {
    fc.assert(
      fc.property(treeAndLeaf, fc.nat(255), fc.nat(), ([size, index], bit, other) => {
        const leaves = of(size);
        const path = inclusionRanges(index, size).map((range) => hashOfRange(range, nodeOf(leaves)));
        const root = plainRoot(leaves);
        const leaf = leafHash(leaves[index] as Buffer);
        expect(verifyInclusion(leaf, { index, size, path, root })).toBe(true);
        expect(verifyInclusion(flipped(leaf, bit), { index, size, path, root })).toBe(false);
        expect(verifyInclusion(leaf, { index, size, path, root: flipped(root, bit) })).toBe(false);
        expect(verifyInclusion(leaf, { index, size, path: [...path, root], root })).toBe(false);
        if (path.length === 0) return;
        const at = other % path.length;
        expect(verifyInclusion(leaf, { index, size, path: path.toSpliced(at, 1), root })).toBe(false);
        const wrong = path.with(at, flipped(path[at] as Buffer, bit));
        expect(verifyInclusion(leaf, { index, size, path: wrong, root })).toBe(false);
        const elsewhere = other % size;
        if (elsewhere !== index)
          expect(verifyInclusion(leaf, { index: elsewhere, size, path, root })).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it("proves that it begins with each earlier one, and with no other", () => {
    const two = fc.integer({ min: 0, max: 500 }).chain((size) => fc.tuple(fc.nat(size), fc.constant(size)));
    fc.assert(
      fc.property(two, fc.nat(255), ([first, size], bit) => {
        const leaves = of(size);
        const path = consistencyRanges(first, size).map((range) => hashOfRange(range, nodeOf(leaves)));
        const earlier = { size: first, root: plainRoot(leaves.slice(0, first)) };
        const later = { size, root: plainRoot(leaves) };
        expect(verifyConsistency(earlier, later, path)).toBe(true);
        if (first === 0) return;
        expect(verifyConsistency({ ...earlier, root: flipped(earlier.root, bit) }, later, path)).toBe(false);
        expect(verifyConsistency(earlier, { ...later, root: flipped(later.root, bit) }, path)).toBe(false);
        if (first < size && path.length > 0)
          expect(verifyConsistency(earlier, later, path.slice(1))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

/** Made by bench/seals/merkle-vectors.go with github.com/transparency-dev/merkle, which Certificate Transparency logs run on. */
describe("a public implementation of RFC 6962", () => {
  const leaves = vectors.leaves.map((hex) => Buffer.from(hex, "hex"));
  const hexes = (hashes: readonly Buffer[]) => hashes.map((hash) => hash.toString("hex"));

  it("gives the same roots", () => {
    for (const [size, root] of vectors.roots.entries())
      expect(rootOf(leaves.slice(0, size).map(leafHash)).toString("hex")).toBe(root);
  });

  it("gives the same inclusion proofs", () => {
    expect(vectors.inclusion.length).toBeGreaterThan(100);
    for (const { index, size, path } of vectors.inclusion)
      expect(hexes(inclusionRanges(index, size).map((range) => hashOfRange(range, nodeOf(leaves))))).toEqual(
        path,
      );
  });

  it("gives the same consistency proofs", () => {
    expect(vectors.consistency.length).toBeGreaterThan(100);
    for (const { first, size, path } of vectors.consistency)
      expect(
        hexes(consistencyRanges(first, size).map((range) => hashOfRange(range, nodeOf(leaves)))),
      ).toEqual(path);
  });
});
