import type { Querying } from "@/db/client";
import { byteaArray, plainArray } from "@/db/pg-array";

import { hashOfLeaf, type Leaf, type Log } from "./leaf";
import {
  consistencyRanges,
  HASH_BYTES,
  hashOfRange,
  inclusionRanges,
  type NodeId,
  nodesOfRange,
  type Range,
  rootOf,
} from "./merkle";

/**
 * A tree in the store. Hashes lie in tiles: runs of 256 of leaves, of which each has a root; 256 such roots are a tile one level up, and
 * so on. A full tile never changes. What is not full is made of leaves, or of roots of the level below, of which there are at most 255.
 * So a proof reads a few rows a level, of which a tree of ten million leaves has three.
 */
export const TILE = 256;
const TILE_BITS = 8;

export interface TreeScope {
  projectId: number;
  log: Log;
}

const inTree = (tx: Querying, { projectId, log }: TreeScope) =>
  tx`project_id = ${projectId} and log = ${log}`;

/** How many leaves a tree has. */
export async function treeSize(tx: Querying, scope: TreeScope): Promise<number> {
  const [row] = await tx<{ size: number }[]>`
    select leaf + 1 as size from seal_leaves where ${inTree(tx, scope)} order by leaf desc limit 1`;
  return row?.size ?? 0;
}

export interface StoredLeaf extends Leaf {
  leaf: number;
}

/** Leaves of a run, in order. */
export async function readLeaves(tx: Querying, scope: TreeScope, [from, to]: Range): Promise<StoredLeaf[]> {
  const rows = await tx<Omit<StoredLeaf, "log">[]>`
    select leaf, subject, version, previous, reason, encode(fields, 'hex') as fields,
      to_char(sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "sealedAt"
    from seal_leaves
    where ${inTree(tx, scope)} and leaf >= ${from} and leaf < ${to}
    order by leaf`;
  return rows.map((row) => ({ ...row, log: scope.log }));
}

const split = (hashes: Buffer): Buffer[] =>
  Array.from({ length: hashes.length / HASH_BYTES }, (_, n) =>
    hashes.subarray(n * HASH_BYTES, (n + 1) * HASH_BYTES),
  );

interface TileId {
  level: number;
  tile: number;
}
const nameOf = ({ level, tile }: TileId): string => `${level} ${tile}`;

/** Which tile's hashes a node is made of. */
const tileOfNode = ({ height, index }: NodeId): TileId & { from: number; count: number } => {
  const level = Math.floor(height / TILE_BITS);
  const count = 2 ** (height % TILE_BITS);
  const first = index * count;
  return { level, tile: Math.floor(first / TILE), from: first % TILE, count };
};

/** Hashes of tiles, full or not. */
async function readTiles(
  tx: Querying,
  scope: TreeScope,
  tiles: readonly TileId[],
): Promise<Map<string, Buffer[]>> {
  const wanted = [...new Map(tiles.map((tile) => [nameOf(tile), tile])).values()];
  const full = await tx<(TileId & { hashes: Buffer })[]>`
    select level, tile, hashes
    from seal_tiles
    where ${inTree(tx, scope)} and (level, tile) in (
      select * from unnest(${plainArray(wanted.map(({ level }) => level))}::smallint[], ${plainArray(wanted.map(({ tile }) => tile))}::bigint[])
    )`;
  const found = new Map(full.map((row) => [nameOf(row), split(Buffer.from(row.hashes))]));
  for (const tile of wanted.filter((one) => !found.has(nameOf(one))))
    found.set(nameOf(tile), await readEdge(tx, scope, tile));
  return found;
}

/** What a tile that is not full yet has. */
async function readEdge(tx: Querying, scope: TreeScope, { level, tile }: TileId): Promise<Buffer[]> {
  const range: Range = [tile * TILE, (tile + 1) * TILE];
  if (level === 0) return (await readLeaves(tx, scope, range)).map(hashOfLeaf);
  const rows = await tx<{ root: Buffer }[]>`
    select root from seal_tiles
    where ${inTree(tx, scope)} and level = ${level - 1} and tile >= ${range[0]} and tile < ${range[1]}
    order by tile`;
  return rows.map(({ root }) => Buffer.from(root));
}

/** Hashes of subtrees over ranges. @throws RangeError when the store lacks what they are made of */
async function hashRanges(tx: Querying, scope: TreeScope, ranges: readonly Range[]): Promise<Buffer[]> {
  const tiles = await readTiles(
    tx,
    scope,
    ranges.flatMap((range) => nodesOfRange(range).map(tileOfNode)),
  );
  const hashOf = (node: NodeId): Buffer => {
    const { from, count, ...tile } = tileOfNode(node);
    const hashes = tiles.get(nameOf(tile))?.slice(from, from + count) ?? [];
    if (hashes.length < count)
      throw new RangeError(
        `hashes ${from} to ${from + count} of tile ${tile.tile} at level ${tile.level} are missing`,
      );
    return rootOf(hashes);
  };
  return ranges.map((range) => hashOfRange(range, hashOf));
}

/** Root of the first `size` leaves. */
export const readRoot = async (tx: Querying, scope: TreeScope, size: number): Promise<Buffer> =>
  (await hashRanges(tx, scope, [[0, size]]))[0] as Buffer;

/** Proof that a leaf stands in the tree of the first `size` leaves. */
export const proveInclusion = (
  tx: Querying,
  scope: TreeScope,
  leaf: number,
  size: number,
): Promise<Buffer[]> => hashRanges(tx, scope, inclusionRanges(leaf, size));

/** Proofs of several leaves, in the order in which they are asked for. */
export async function proveInclusions(
  tx: Querying,
  scope: TreeScope,
  leaves: readonly number[],
  size: number,
): Promise<Buffer[][]> {
  const ranges = leaves.map((leaf) => inclusionRanges(leaf, size));
  const hashes = await hashRanges(tx, scope, ranges.flat());
  let at = 0;
  return ranges.map(({ length }) => hashes.slice(at, (at += length)));
}

/** Proof that the tree of `size` leaves begins with that of `first`. */
export const proveConsistency = (
  tx: Querying,
  scope: TreeScope,
  first: number,
  size: number,
): Promise<Buffer[]> => hashRanges(tx, scope, consistencyRanges(first, size));

/** Adds leaves at the end, with the tiles that they fill. The caller holds the tree's lock. @returns the size after it */
export async function appendLeaves(
  tx: Querying,
  scope: TreeScope,
  size: number,
  leaves: readonly Leaf[],
): Promise<number> {
  if (leaves.length === 0) return size;
  const { projectId, log } = scope;
  const hashes = leaves.map(hashOfLeaf);
  const edge =
    size % TILE === 0 ? [] : await readEdge(tx, scope, { level: 0, tile: Math.floor(size / TILE) });
  const ints = (of: (leaf: Leaf) => number | null) => plainArray(leaves.map(of));
  await tx`
    insert into seal_leaves (project_id, log, leaf, subject, version, previous, reason, fields, sealed_at)
    select ${projectId}, ${log}, ${size}::bigint + place - 1, subject, version, previous, reason, fields, sealed_at
    from unnest(
      ${plainArray(leaves.map(({ subject }) => subject))}::text[], ${ints(({ version }) => version)}::int[],
      ${ints(({ previous }) => previous)}::bigint[], ${plainArray(leaves.map(({ reason }) => reason))}::text[],
      ${byteaArray(leaves.map(({ fields }) => fields))}::bytea[],
      ${plainArray(leaves.map(({ sealedAt }) => `"${sealedAt}"`))}::timestamptz[]
    ) with ordinality as added (subject, version, previous, reason, fields, sealed_at, place)`;
  await fillTiles(tx, scope, { level: 0, from: size - edge.length, hashes: [...edge, ...hashes] });
  return size + leaves.length;
}

/** Stores the tiles that are full now, level by level. @param run from a place where a tile begins */
async function fillTiles(
  tx: Querying,
  scope: TreeScope,
  { level, from, hashes }: { level: number; from: number; hashes: Buffer[] },
): Promise<void> {
  const full = Math.floor(hashes.length / TILE);
  if (full === 0) return;
  const first = from / TILE;
  const tiles = Array.from({ length: full }, (_, n) => hashes.slice(n * TILE, (n + 1) * TILE));
  const roots = tiles.map(rootOf);
  await tx`
    insert into seal_tiles (project_id, log, level, tile, hashes, root)
    select ${scope.projectId}, ${scope.log}, ${level}::smallint, ${first}::bigint + place - 1, hashes, root
    from unnest(
      ${byteaArray(tiles.map((tile) => Buffer.concat(tile).toString("hex")))}::bytea[],
      ${byteaArray(roots.map((root) => root.toString("hex")))}::bytea[]
    ) with ordinality as filled (hashes, root, place)`;
  const above = Math.floor(first / TILE);
  const before = first % TILE === 0 ? [] : await readEdge(tx, scope, { level: level + 1, tile: above });
  // The roots just stored are among them.
  const edge = before.slice(0, first - above * TILE);
  await fillTiles(tx, scope, { level: level + 1, from: above * TILE, hashes: [...edge, ...roots] });
}
