import { Block, leb128, readLeb128 } from "./block";

/**
 * Several blocks in one row: how many there are, and of each its distance from the first and its length, as LEB128; then the
 * blocks as they were. Bodies keep their places, so that no row that refers to them is written.
 */
export function packBlocks(blocks: readonly { block: number; content: Buffer }[]): Buffer {
  const [first] = blocks;
  const head = blocks.flatMap(({ block, content }) => [block - (first?.block ?? 0), content.length]);
  return Buffer.concat([leb128([blocks.length, ...head]), ...blocks.map(({ content }) => content)]);
}

/** @param first the row's `block`, @param last its `last_block`; the same: nothing was packed */
export function unpackBlocks(
  first: number,
  last: number,
  bytes: Buffer,
): { block: number; content: Buffer }[] {
  if (first === last) return [{ block: first, content: bytes }];
  const next = readLeb128(bytes);
  const head = Array.from({ length: next() }, () => ({ block: first + next(), length: next() }));
  let at = next.at();
  return head.map(({ block, length }) => {
    const content = bytes.subarray(at, at + length);
    at += length;
    return { block, content };
  });
}

export const openBlocks = (first: number, last: number, bytes: Buffer): { block: number; opened: Block }[] =>
  unpackBlocks(first, last, bytes).map(({ block, content }) => ({ block, opened: new Block(content) }));
