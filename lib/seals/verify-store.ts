import { createPublicKey, verify } from "node:crypto";

import type { Querying, Tx } from "@/db/client";
import { plainArray, textArray } from "@/db/pg-array";
import { canonicalJson } from "@/lib/model/canonical-json";
import type { Json } from "@/lib/model/json";

import { bodyOf, hashOfBody, listHeads, type StoredHead } from "./heads";
import { hashOfLeaf, type Log } from "./leaf";
import { EMPTY_ROOT, nodeHash, rootOf } from "./merkle";
import { readAuditRecords } from "./read-audit-records";
import { readTraceRecords } from "./read-records";
import {
  hashAt,
  hashOfList,
  isSame,
  fieldHash,
  keptSalts,
  type KeptRecord,
  pathsOf,
  saltAt,
  type SealedRecord,
  valuesByPath,
} from "./record";
import { keptOf } from "./seal-round";
import { keyIdOf, listKeys, signedBytes, type StoredKey } from "./signing-keys";
import { readLeaves, type StoredLeaf, TILE, treeSize } from "./tree-store";

/** What is checked: a project's tree, wherever it is read from. */
export interface TreeSource {
  project: string;
  log: Log;
  keys: StoredKey[];
  /** All, the first one first. */
  heads: StoredHead[];
  /** In order, some at a time. */
  leaves: () => AsyncIterable<StoredLeaf[]>;
  tiles: () => AsyncIterable<StoredTile>;
  records: (leaves: readonly StoredLeaf[]) => Promise<Map<number, KeptRecord>>;
  /** What the store says of these subjects now. */
  current: (subjects: readonly string[]) => Promise<Map<string, SealedRecord>>;
  /** Those that changed, and wait to be sealed again. */
  waiting: (subjects: readonly string[]) => Promise<Set<string>>;
  /** Newest version of each of these. */
  newest: (subjects: readonly string[]) => Promise<Map<string, number>>;
  /** Something that is stored, should have been sealed, and has no leaf; null: there is none. */
  unsealed: () => Promise<string | null>;
}

export interface StoredTile {
  level: number;
  tile: number;
  hashes: Buffer;
  root: Buffer;
}

/** The first thing that is wrong, and where. */
export interface Trouble {
  where: string;
  what: string;
}

export interface Verdict {
  trouble: Trouble | null;
  heads: number;
  leaves: number;
  /** Fields that are what was sealed. */
  fields: number;
  /** Fields whose salt was destroyed when they were erased. */
  erased: number;
  /** Records of which retention has kept nothing. */
  forgotten: number;
  /** Subjects that changed and wait to be sealed again. */
  waiting: number;
  notes: string[];
}

class Wrong extends Error {
  constructor(
    readonly where: string,
    readonly what: string,
  ) {
    super(`${where}: ${what}`);
  }
}
function need(truth: boolean, where: string, what: string): asserts truth {
  if (!truth) throw new Wrong(where, what);
}

/**
 * Holds a tree against what is stored: keys, heads and their chain, every leaf and tile, and of each subject's newest version every field.
 * @param told how far it has come: leaves of how many
 */
export async function verifyTree(
  source: TreeSource,
  told?: (leaves: number, of: number) => void,
): Promise<Verdict> {
  const verdict: Verdict = {
    trouble: null,
    heads: 0,
    leaves: 0,
    fields: 0,
    erased: 0,
    forgotten: 0,
    waiting: 0,
    notes: [],
  };
  try {
    const keys = checkKeys(source.keys, verdict.notes);
    const roots = checkHeads(source, keys);
    verdict.heads = source.heads.length;
    await checkLeaves(source, roots, verdict, told);
    const left = await source.unsealed();
    need(left === null, left ?? "", "is stored and was never sealed: it was put in afterwards");
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    verdict.trouble = { where: error.where, what: error.what };
  }
  return verdict;
}

const publicKeyOf = (raw: Buffer) =>
  createPublicKey({
    key: Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]),
    format: "der",
    type: "spki",
  });

function isSigned(key: Buffer, bytes: Buffer, signature: Buffer): boolean {
  try {
    return verify(null, bytes, publicKeyOf(key), signature);
  } catch {
    return false;
  }
}

function parsed<T>(text: string, where: string): T {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new Wrong(where, "is no JSON");
  }
  need(canonicalJson(value) === text, where, "is not in its canonical form");
  return value as T;
}

function checkKeys(keys: readonly StoredKey[], notes: string[]): Map<string, Buffer> {
  const known = new Map<string, Buffer>();
  let before: Buffer | null = null;
  for (const [index, { number, id, publicKey, announcement, signature, madeAt }] of keys.entries()) {
    const where = `signing_keys number ${number}`;
    need(number === index + 1, where, `does not follow the key before it`);
    need(keyIdOf(publicKey) === id, where, "has an id that is not its key's");
    // The first one is signed by nobody: it says this and nothing else.
    const told = canonicalJson({
      v: 1,
      number,
      key: publicKey.toString("hex"),
      previous: before?.toString("hex") ?? null,
      made_at: new Date(madeAt).toISOString(),
    });
    need(announcement === told, where, "is not what was announced, or does not follow the key before it");
    if (signature === null) {
      if (before !== null) notes.push(`Key ${id} was not announced by the key before it: ask whose it is.`);
    } else
      need(
        before !== null && isSigned(before, signedBytes("signing key", announcement), signature),
        where,
        "its announcement is not signed by the key before it",
      );
    known.set(id, publicKey);
    before = publicKey;
  }
  return known;
}

/** @returns root by size */
function checkHeads(
  { heads, log, project }: TreeSource,
  keys: ReadonlyMap<string, Buffer>,
): Map<number, { root: string; where: string }> {
  const roots = new Map<number, { root: string; where: string }>();
  let before: StoredHead | null = null;
  for (const head of heads) {
    const where = `tree_heads ${log} number ${head.number}`;
    const body = parsed<ReturnType<typeof bodyOf>>(head.body, where);
    const key = keys.get(head.keyId);
    need(key !== undefined, where, `is signed by a key that is not known (${head.keyId})`);
    need(
      isSigned(key, signedBytes("tree head", head.body), head.signature),
      where,
      "its signature is wrong: it was changed, or made by somebody else",
    );
    need(
      body.key === head.keyId && body.size === head.size && body.number === head.number && body.log === log,
      where,
      "does not say what its row says",
    );
    need(body.made_at === new Date(head.madeAt).toISOString(), where, "was not made when its row says");
    need(body.project === project, where, "is of another project");
    need(
      body.number === (before?.number ?? 0) + 1,
      where,
      `does not follow head ${before?.number ?? 0}: one is missing`,
    );
    need(
      body.previous === (before === null ? null : hashOfBody(before.body)),
      where,
      "does not name the head before it",
    );
    need(body.size >= (before?.size ?? 0), where, "is of a tree that is smaller than the one before");
    roots.set(body.size, { root: body.root, where });
    before = head;
  }
  return roots;
}

/** Roots of the full subtrees that a growing tree consists of. */
class Frontier {
  private nodes: { height: number; hash: Buffer }[] = [];

  add(leaf: Buffer): void {
    let node = { height: 0, hash: leaf };
    for (let last = this.nodes.at(-1); last?.height === node.height; last = this.nodes.at(-1)) {
      this.nodes.pop();
      node = { height: node.height + 1, hash: nodeHash(last.hash, node.hash) };
    }
    this.nodes.push(node);
  }

  root(): Buffer {
    return this.nodes.length === 0
      ? EMPTY_ROOT
      : this.nodes.map(({ hash }) => hash).reduceRight((right, left) => nodeHash(left, right));
  }
}

async function checkLeaves(
  source: TreeSource,
  roots: ReadonlyMap<number, { root: string; where: string }>,
  verdict: Verdict,
  told?: (leaves: number, of: number) => void,
): Promise<void> {
  const { log } = source;
  const total = Math.max(0, ...roots.keys());
  const frontier = new Frontier();
  const tiles = new TileCheck(source);
  for await (const leaves of source.leaves()) {
    for (const leaf of leaves) {
      const where = `seal_leaves ${log} leaf ${leaf.leaf} (${leaf.subject})`;
      need(
        leaf.leaf === verdict.leaves,
        where,
        `stands where leaf ${verdict.leaves} should: one was taken away or put in`,
      );
      const hash = hashOfLeaf(leaf);
      await tiles.add(hash, where);
      frontier.add(hash);
      verdict.leaves++;
      const head = roots.get(verdict.leaves);
      if (head)
        need(
          frontier.root().toString("hex") === head.root,
          head.where,
          `does not sign these ${verdict.leaves} leaves: one of those since the head before was changed, moved, taken away or put in`,
        );
    }
    await checkRecords(source, leaves, total, verdict);
    told?.(Math.min(verdict.leaves, total), total);
  }
  need(
    verdict.leaves >= total,
    `seal_leaves ${log} leaf ${verdict.leaves}`,
    `is missing: a head signs ${total} leaves`,
  );
  await tiles.end(verdict.leaves);
}

/** Holds tiles against leaves as they come: a wrong leaf is found by the tile that holds its hash, before its head. */
class TileCheck {
  private run: Buffer[] = [];
  private readonly tiles: AsyncIterator<StoredTile>;
  private readonly levels = new Map<number, Buffer[]>();
  private count = 0;
  private next: Promise<IteratorResult<StoredTile>> | null = null;

  constructor(private readonly source: TreeSource) {
    this.tiles = source.tiles()[Symbol.asyncIterator]();
  }

  async add(hash: Buffer, where: string): Promise<void> {
    this.run.push(hash);
    if (this.run.length < TILE) return;
    const tile = await this.take(0, this.count++);
    for (const [n, one] of this.run.entries())
      need(
        one.equals(tile.hashes.subarray(n * 32, n * 32 + 32)),
        where.replace(/leaf \d+.*/, `leaf ${(this.count - 1) * TILE + n}`),
        "is not what its tile holds: it was changed, or the tile was",
      );
    await this.above(0, rootOf(this.run), tile);
    this.run = [];
  }

  private async above(level: number, root: Buffer, tile: StoredTile): Promise<void> {
    need(root.equals(tile.root), nameOf(this.source, tile), "has a root that is not that of its hashes");
    const roots = [...(this.levels.get(level + 1) ?? []), root];
    if (roots.length % TILE !== 0) {
      this.levels.set(level + 1, roots);
      return;
    }
    const last = roots.slice(-TILE);
    const higher = await this.find(level + 1, roots.length / TILE - 1);
    need(
      Buffer.concat(last).equals(higher.hashes),
      nameOf(this.source, higher),
      "does not hold the roots of the tiles below",
    );
    this.levels.set(level + 1, roots);
    await this.above(level + 1, rootOf(last), higher);
  }

  private readonly held: StoredTile[] = [];
  /** Level 0 comes in order; what is above lies between. */
  private async take(level: number, tile: number): Promise<StoredTile> {
    return this.find(level, tile);
  }
  private async find(level: number, tile: number): Promise<StoredTile> {
    const at = this.held.findIndex((one) => one.level === level && one.tile === tile);
    if (at >= 0) return this.held.splice(at, 1)[0] as StoredTile;
    for (;;) {
      this.next = this.tiles.next();
      const { value, done } = await this.next;
      need(done !== true, `seal_tiles ${this.source.log} level ${level} tile ${tile}`, "is missing");
      const found = value as StoredTile;
      if (found.level === level && found.tile === tile) return found;
      this.held.push(found);
    }
  }

  async end(leaves: number): Promise<void> {
    for (;;) {
      const { value, done } = await this.tiles.next();
      if (done) break;
      this.held.push(value as StoredTile);
    }
    const [more] = this.held;
    need(
      more === undefined,
      more ? nameOf(this.source, more) : "",
      `is too many: the tree has ${leaves} leaves`,
    );
  }
}

const nameOf = ({ log }: TreeSource, { level, tile }: StoredTile): string =>
  `seal_tiles ${log} level ${level} tile ${tile}`;

async function checkRecords(
  source: TreeSource,
  leaves: readonly StoredLeaf[],
  signed: number,
  verdict: Verdict,
): Promise<void> {
  const { log } = source;
  const subjects = [...new Set(leaves.map(({ subject }) => subject))];
  const [records, current, waiting, newest] = await Promise.all([
    source.records(leaves),
    currentOf(source, subjects),
    source.waiting(subjects),
    source.newest(subjects),
  ]);
  for (const leaf of leaves) {
    const what = log === "traces" ? `trace ${leaf.subject}` : `audit_log ${leaf.subject}`;
    const where = `seal_records ${log} leaf ${leaf.leaf} (${what})`;
    const kept = records.get(leaf.leaf);
    const now = current.get(leaf.subject);
    if (kept === undefined) {
      need(now === undefined, where, "is missing, and what it is about is still stored");
      need(leaf.leaf < signed, where, "is missing, and no head signs its leaf");
      verdict.forgotten++;
      continue;
    }
    need(
      hashOfList(kept.layout, kept.hashes.toString("hex")) === leaf.fields,
      where,
      "its list of fields is not the one that was sealed",
    );
    if (kept.isFading === true) {
      verdict.forgotten++;
      continue;
    }
    if (newest.get(leaf.subject) !== leaf.version) {
      verdict.erased += countGone(kept);
      continue;
    }
    if (now === undefined) {
      need(
        log === "traces" ? waiting.has(leaf.subject) : false,
        what,
        "was sealed, and is not stored any more",
      );
      verdict.waiting++;
      continue;
    }
    // A mark alone says nothing yet: often the same came again.
    if (waiting.has(leaf.subject) && !isSame(kept, now)) {
      verdict.waiting++;
      continue;
    }
    checkFields(what, kept, now, verdict);
  }
}

/**
 * What is stored of them now. Where that cannot be read, as when a byte of a compressed block was changed, the first subject of which
 * it is so is named; what the database itself refuses is nobody's change.
 */
async function currentOf(
  source: TreeSource,
  subjects: readonly string[],
): Promise<Awaited<ReturnType<TreeSource["current"]>>> {
  try {
    return await source.current(subjects);
  } catch (error) {
    if (isOfDatabase(error)) throw error;
    const named = source.log === "traces" ? "trace" : "audit_log";
    for (const subject of subjects)
      try {
        await source.current([subject]);
      } catch (cause) {
        if (isOfDatabase(cause)) throw cause;
        throw new Wrong(
          `${named} ${subject}`,
          `cannot be read: what is stored of it was changed (${(cause as Error).message})`,
        );
      }
    throw error;
  }
}

const isOfDatabase = (error: unknown): boolean =>
  !(error instanceof Error) ||
  error.name === "PostgresError" ||
  /^CONNECTION_/.test(String((error as { code?: unknown }).code));

const countGone = (kept: KeptRecord): number => {
  const salts = keptSalts(kept);
  return pathsOf(kept.layout).filter((_, field) => saltAt(salts, field) === null).length;
};

function checkFields(what: string, kept: KeptRecord, now: SealedRecord, verdict: Verdict): void {
  const values = valuesByPath(now);
  const salts = keptSalts(kept);
  const sealedPaths = new Set(
    valuesByPath({ layout: [...kept.layout], values: pathsOf(kept.layout) }).keys(),
  );
  for (const [field, path] of pathsOf(kept.layout).entries()) {
    const salt = saltAt(salts, field);
    if (salt === null) {
      verdict.erased++;
      continue;
    }
    const value = values.get(path);
    need(value !== undefined, `${what}, ${path}`, "was sealed, and is not stored any more");
    need(
      fieldHash(salt, value).equals(hashAt(kept.hashes, field)),
      `${what}, ${path}`,
      "is not what was sealed",
    );
    verdict.fields++;
  }
  for (const path of values.keys())
    need(sealedPaths.has(path), `${what}, ${path}`, "is stored, and was not sealed with the rest");
  need(
    kept.layout.length === now.layout.length && kept.layout.every((line, n) => line === now.layout[n]),
    what,
    "has its parts in another order than they were sealed in",
  );
}

interface KeptRow {
  leaf: number;
  layout: string;
  hashes: Buffer;
  seed: Buffer | null;
  salts: Buffer | null;
}

interface Project {
  id: number;
  slug: string;
  shardKeys: readonly number[];
}

const LEAVES = 500;
const TILES = 200;

/** A project's tree in the database. @param tx one snapshot that sees the project */
export async function storedTree(tx: Tx, project: Project, log: Log): Promise<TreeSource> {
  const scope = { projectId: project.id, log };
  const shards = plainArray(project.shardKeys);
  const heads = await listHeads(tx, scope, { limit: 2 ** 31 - 1 });
  const inTree = (sql: Querying) => sql`project_id = ${project.id} and log = ${log}`;
  return {
    project: project.slug,
    log,
    keys: await listKeys(tx),
    heads: heads.reverse(),
    leaves: async function* () {
      for (let from = 0; ; from += LEAVES) {
        // By what is there, and not by what should be: a gap is found by whoever counts.
        const rows = await readLeaves(tx, scope, [from, from + LEAVES]);
        if (rows.length > 0) yield rows;
        if (rows.length < LEAVES && from + LEAVES >= (await treeSize(tx, scope))) return;
      }
    },
    tiles: async function* () {
      for (let last: { tile: number; level: number } | null = null; ;) {
        const rows: StoredTile[] = await tx<StoredTile[]>`
          select level, tile, hashes, root
          from seal_tiles
          where ${inTree(tx)} and ((tile + 1) * (256::bigint ^ level)::bigint, level) > (${last === null ? 0 : (last.tile + 1) * TILE ** last.level}::bigint, ${last?.level ?? -1}::smallint)
          order by (tile + 1) * (256::bigint ^ level)::bigint, level
          limit ${TILES}`;
        for (const row of rows)
          yield { ...row, hashes: Buffer.from(row.hashes), root: Buffer.from(row.root) };
        const end = rows.at(-1);
        if (rows.length < TILES || end === undefined) return;
        last = end;
      }
    },
    records: async (leaves) => {
      const rows = await tx<(KeptRow & { isFading: boolean })[]>`
        select leaf, layout, hashes, seed, salts,
          log = 'traces' and subject_at < now() - make_interval(days => (select retention_days from projects where id = ${project.id})) as "isFading"
        from seal_records
        where ${inTree(tx)} and shard_key = any(${shards}::int[]) and leaf = any(${plainArray(leaves.map(({ leaf }) => leaf))}::bigint[])`;
      return new Map(rows.map((row) => [row.leaf, { ...keptOf(row), isFading: row.isFading }]));
    },
    current: (subjects) => readCurrent(tx, project, log, subjects),
    waiting: async (subjects) => {
      if (log === "audit") return new Set();
      const rows = await tx<{ id: string }[]>`
        select distinct replace(trace_id::text, '-', '') as id
        from seal_marks where project_id = ${project.id} and trace_id = any(${plainArray(subjects)}::uuid[])`;
      return new Set(rows.map(({ id }) => id));
    },
    newest: async (subjects) => {
      const rows = await tx<{ subject: string; version: number }[]>`
        select subject, max(version) as version from seal_leaves
        where ${inTree(tx)} and subject = any(${textArray(subjects)}::text[]) group by subject`;
      return new Map(rows.map(({ subject, version }) => [subject, version]));
    },
    unsealed: () => (log === "audit" ? unsealedAct(tx, project.id) : Promise.resolve(null)),
  };
}

/** Rows of traces and of the audit log as they are now. A trace's row may lie on any shard. */
async function readCurrent(
  tx: Tx,
  project: Project,
  log: Log,
  subjects: readonly string[],
): Promise<Map<string, SealedRecord>> {
  if (log === "audit")
    return readAuditRecords(
      tx,
      project.id,
      subjects.filter((id) => /^\d+$/.test(id)),
    );
  const known = subjects.filter((id) => /^[0-9a-f]{32}$/.test(id));
  const found = new Map<string, SealedRecord>();
  for (const shardKey of project.shardKeys)
    for (const [id, record] of await readTraceRecords(
      tx,
      project.id,
      known.map((traceId) => ({ traceId, shardKey })),
    ))
      found.set(id, record);
  return found;
}

/** A row of the audit log among those that were sealed. */
async function unsealedAct(tx: Tx, projectId: number): Promise<string | null> {
  const [row] = await tx<{ id: string }[]>`
    select id::text as id
    from audit_log
    where project_id = ${projectId}
      and id < coalesce((select max(subject::bigint) from seal_leaves where project_id = ${projectId} and log = 'audit'), 0)
      and not exists (
        select from seal_leaves l where l.project_id = ${projectId} and l.log = 'audit' and l.subject = audit_log.id::text
      )
    order by audit_log.id
    limit 1`;
  return row ? `audit_log ${row.id}` : null;
}
