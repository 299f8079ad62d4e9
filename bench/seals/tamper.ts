import { randomInt } from "node:crypto";

import type { Sql } from "@/db/client";
import type { StoredLeaf } from "@/lib/seals/tree-store";
import type { KeptRecord, SealedRecord } from "@/lib/seals/record";
import { LOGS, type Log } from "@/lib/seals/leaf";
import { type StoredTile, storedTree, type TreeSource, verifyTree } from "@/lib/seals/verify-store";
import type { StoredKey } from "@/lib/seals/signing-keys";
import type { StoredHead } from "@/lib/seals/heads";

import { report } from "../report";

interface Copy {
  project: string;
  log: Log;
  keys: StoredKey[];
  heads: StoredHead[];
  leaves: StoredLeaf[];
  tiles: StoredTile[];
  records: [number, KeptRecord][];
  current: [string, SealedRecord][];
}

interface Tampering {
  owner: Sql;
  worker: Sql;
  project: { id: number; slug: string; shardKeys: readonly number[] };
  changes: number;
}

/**
 * Changes a sealed store with all rights: single bits, and rows taken away, put in and put into each other's place. Most of it in a copy of
 * its rows in memory, which is checked by the same function; a sample in the database itself.
 */
export async function tamper({ owner, project, changes }: Tampering): Promise<void> {
  const copies: Copy[] = [];
  await owner.begin(async (tx) => {
    for (const log of LOGS) copies.push(await copyOf(await storedTree(tx, project, log)));
  });
  for (const copy of copies) {
    const { trouble } = await verifyTree(sourceOf(copy));
    if (trouble !== null) throw new Error(`${trouble.where}: ${trouble.what}`);
  }
  const startedAt = performance.now();
  const places = new Map<string, number>();
  const run = async (what: string, count: number, change: (copy: Copy) => string): Promise<void> => {
    const missed: string[] = [];
    for (let n = 0; n < count; n++) {
      const copy = structuredCopy(copies[n % 5 === 0 ? 1 : 0] as Copy);
      const said = change(copy);
      const { trouble } = await verifyTree(sourceOf(copy));
      if (trouble === null) missed.push(said);
      else
        places.set(
          trouble.where.replaceAll(/[0-9a-f]{8,}|\d+/g, "N"),
          (places.get(trouble.where.replaceAll(/[0-9a-f]{8,}|\d+/g, "N")) ?? 0) + 1,
        );
    }
    report({
      name: `${what} that are found, with their place`,
      value: count - missed.length,
      unit: `of ${count}`,
      where: "a copy of the rows in memory",
      missed: missed.slice(0, 5),
    });
  };
  await run("single-bit changes", changes, flipBit);
  await run("deletions, insertions and reorderings", Math.ceil(changes / 10), moveRow);
  report({
    name: "changes checked",
    value: (changes * 1.1) / ((performance.now() - startedAt) / 1000),
    unit: "1/s",
    kinds_of_places: places.size,
  });
  await sample(owner, project);
}

async function copyOf(source: TreeSource): Promise<Copy> {
  const leaves: StoredLeaf[] = [];
  for await (const some of source.leaves()) leaves.push(...some);
  const tiles: StoredTile[] = [];
  for await (const tile of source.tiles()) tiles.push(tile);
  const { project, log, keys, heads } = source;
  const subjects = [...new Set(leaves.map(({ subject }) => subject))];
  return {
    ...{ project, log, keys, heads, leaves, tiles },
    records: [...(await source.records(leaves))],
    current: [...(await source.current(subjects))],
  };
}

const structuredCopy = (copy: Copy): Copy => {
  const bytes = (buffer: Buffer): Buffer => Buffer.from(buffer);
  return {
    ...copy,
    keys: copy.keys.map((key) => ({ ...key, publicKey: bytes(key.publicKey) })),
    heads: copy.heads.map((head) => ({ ...head, signature: bytes(head.signature) })),
    leaves: copy.leaves.map((leaf) => ({ ...leaf })),
    tiles: copy.tiles.map((tile) => ({ ...tile, hashes: bytes(tile.hashes), root: bytes(tile.root) })),
    records: copy.records.map(([leaf, kept]) => [
      leaf,
      { ...kept, layout: [...kept.layout], hashes: bytes(kept.hashes), seed: kept.seed && bytes(kept.seed) },
    ]),
    current: copy.current.map(([subject, { layout, values }]) => [
      subject,
      { layout: [...layout], values: [...values] },
    ]),
  };
};

function sourceOf({ project, log, keys, heads, leaves, tiles, records, current }: Copy): TreeSource {
  const [kept, now] = [new Map(records), new Map(current)];
  const newest = new Map<string, number>();
  for (const { subject, version } of leaves) newest.set(subject, Math.max(version, newest.get(subject) ?? 0));
  return {
    ...{ project, log, keys, heads },
    leaves: async function* () {
      for (let from = 0; from < leaves.length; from += 500) yield leaves.slice(from, from + 500);
    },
    tiles: async function* () {
      yield* tiles;
    },
    records: async (some) =>
      new Map(some.flatMap(({ leaf }) => (kept.has(leaf) ? [[leaf, kept.get(leaf) as KeptRecord]] : []))),
    current: async (subjects) =>
      new Map(subjects.flatMap((id) => (now.has(id) ? [[id, now.get(id) as SealedRecord]] : []))),
    waiting: async () => new Set(),
    newest: async () => newest,
    unsealed: async () => {
      const sealed = new Set(leaves.map(({ subject }) => subject));
      const other = current.find(([id]) => !sealed.has(id));
      return other === undefined ? null : other[0];
    },
  };
}

const pick = <T>(list: readonly T[]): T => list[randomInt(list.length)] as T;
const flip = (bytes: Buffer): void => {
  const at = randomInt(bytes.length);
  bytes[at] = (bytes[at] as number) ^ (1 << randomInt(8));
};
/** One bit of a text's bytes; what is no text any more is what PostgreSQL would refuse, so another bit is taken. */
function flipped(text: string): string {
  for (;;) {
    const bytes = Buffer.from(text);
    flip(bytes);
    const other = bytes.toString();
    if (!other.includes("\ufffd") && !other.includes("\0") && other !== text) return other;
  }
}
const flippedNumber = (value: number): number => value ^ (1 << randomInt(20));

/** One bit of one column of one row. */
function flipBit(copy: Copy): string {
  const { leaves, tiles, records, current, heads, keys } = copy;
  const table = randomInt(10);
  if (table < 4) {
    const [id, now] = pick(current);
    const at = randomInt(now.values.length);
    now.values[at] = flipped(now.values[at] as string);
    return `what is stored of ${id}`;
  }
  if (table === 4) {
    const [id, now] = pick(current);
    const at = randomInt(now.layout.length);
    now.layout[at] = flipped(now.layout[at] as string);
    return `paths of ${id}`;
  }
  if (table === 5) {
    const leaf = pick(leaves);
    const column = pick(["leaf", "subject", "version", "previous", "reason", "fields", "sealedAt"] as const);
    if (column === "fields") {
      const bytes = Buffer.from(leaf.fields, "hex");
      flip(bytes);
      leaf.fields = bytes.toString("hex");
    } else if (column === "leaf" || column === "version") leaf[column] = flippedNumber(leaf[column]);
    else if (column === "previous") leaf.previous = flippedNumber(leaf.previous ?? 0);
    else leaf[column] = flipped(leaf[column]);
    return `leaf ${leaf.leaf} ${column}`;
  }
  if (table === 6) {
    const tile = tiles.length > 0 ? pick(tiles) : null;
    if (tile === null) return flipBit(copy);
    flip(pick([tile.hashes, tile.root]));
    return `tile ${tile.tile}`;
  }
  if (table === 7) {
    const [leaf, kept] = pick(records);
    const which = randomInt(3);
    if (which === 0) flip(kept.hashes);
    else if (which === 1) flip(kept.seed as Buffer);
    else {
      const layout = kept.layout as string[];
      const at = randomInt(layout.length);
      layout[at] = flipped(layout[at] as string);
    }
    return `record ${leaf}`;
  }
  if (table === 8) {
    const head = pick(heads);
    const column = pick(["number", "size", "body", "keyId", "signature", "madeAt"] as const);
    if (column === "signature") flip(head.signature);
    else if (column === "number" || column === "size") head[column] = flippedNumber(head[column]);
    else if (column === "madeAt")
      head.madeAt = new Date(Date.parse(head.madeAt) ^ (1 << randomInt(20))).toISOString();
    else head[column] = flipped(head[column]);
    return `head ${head.number} ${column}`;
  }
  const key = pick(keys);
  const column = pick(["number", "id", "publicKey", "announcement", "madeAt"] as const);
  if (column === "publicKey") flip(key.publicKey);
  else if (column === "number") key.number = flippedNumber(key.number);
  else if (column === "madeAt")
    key.madeAt = new Date(Date.parse(key.madeAt) ^ (1 << randomInt(20))).toISOString();
  else key[column] = flipped(key[column]);
  return `key ${column}`;
}

/** A row taken away, put in, or put into another's place. */
function moveRow(copy: Copy): string {
  const lists = [copy.leaves, copy.records, copy.current, copy.heads, copy.tiles].filter(
    (list) => list.length > 0,
  ) as unknown[][];
  const list = pick(lists);
  const at = randomInt(list.length);
  const how = randomInt(3);
  const name = `${how === 0 ? "taken away" : how === 1 ? "put in" : "moved"} in ${[copy.leaves, copy.records, copy.current, copy.heads, copy.tiles].indexOf(list as never)} at ${at}`;
  if (how === 0) {
    // Without its last head a tree is an earlier one that was sealed as well: what was put outside tells, which is measured elsewhere.
    if (list === copy.heads && at === list.length - 1) return moveRow(copy);
    list.splice(at, 1);
  } else if (how === 1) {
    if (list === copy.current) copy.current.push([`${randomInt(2 ** 30)}`, pick(copy.current)[1]]);
    else if (list === copy.records) copy.records.push([copy.leaves.length + 5, pick(copy.records)[1]]);
    else list.splice(at, 0, list[at]);
    if (list === copy.records) return moveRow(copy);
  } else {
    if (list.length < 2) return moveRow(copy);
    const other = (at + 1 + randomInt(list.length - 1)) % list.length;
    if (list === copy.records || list === copy.current) {
      const pairs = list as [unknown, unknown][];
      const [a, b] = [pairs[at] as [unknown, unknown], pairs[other] as [unknown, unknown]];
      [a[1], b[1]] = [b[1], a[1]];
    } else [list[at], list[other]] = [list[other], list[at]];
  }
  return name;
}

/** The same in the database, as its superuser, each undone after it was looked at. */
async function sample(owner: Sql, project: Tampering["project"]): Promise<void> {
  const { id } = project;
  const bit = (column: string) => `set_byte(${column}, 0, get_byte(${column}, 0) # ${1 << randomInt(8)})`;
  const some = "ctid = (array(select ctid from T where project_id = P order by random() limit 1))[1]";
  const statements = [
    "update span_rows set duration_ns = coalesce(duration_ns, 0) # 4 where SOME",
    "update span_rows set user_id = user_id || '!' where SOME",
    `update span_rows set parent_span_id = '\\x0011223344556677' where SOME`,
    "update span_rows set started_at = started_at + interval '1 microsecond' where SOME",
    "delete from span_rows where SOME",
    "update label_sets set name = name || '!' where SOME",
    "delete from body_blocks where SOME",
    `update seal_leaves set fields = ${bit("fields")} where SOME`,
    "delete from seal_leaves where SOME",
    `update seal_records set hashes = ${bit("hashes")} where SOME`,
    `update seal_records set seed = ${bit("seed")} where SOME`,
    "delete from seal_records where SOME",
    `update seal_tiles set hashes = ${bit("hashes")} where SOME`,
    "delete from seal_tiles where SOME",
    `update tree_heads set signature = ${bit("signature")} where SOME`,
    "update audit_log set actor_name = actor_name || '!' where SOME",
    `update audit_log set detail = detail || '{"x": 1}' where SOME`,
    "delete from audit_log where SOME",
  ];
  const missed: string[] = [];
  let count = 0;
  for (let round = 0; round < 6; round++)
    for (const statement of statements) {
      const table = /(?:update|from) (\w+)/.exec(statement)?.[1] as string;
      const text = statement
        .replace("SOME", some)
        .replace("from T", `from ${table}`)
        .replace("= P", `= ${id}`);
      count++;
      const undo = new Error("undone");
      await owner
        .begin(async (tx) => {
          await tx.unsafe(text);
          let found = false;
          for (const log of LOGS)
            found ||= (await verifyTree(await storedTree(tx, project, log))).trouble !== null;
          if (!found) missed.push(statement);
          throw undo;
        })
        .catch((error: unknown) => {
          if (error !== undo) throw error;
        });
    }
  report({
    name: "changes in the database itself that are found",
    value: count - missed.length,
    unit: `of ${count}`,
    missed: [...new Set(missed)],
  });
}
