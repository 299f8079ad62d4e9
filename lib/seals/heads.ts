import type { Querying, Tx } from "@/db/client";
import { canonicalJson } from "@/lib/model/canonical-json";
import type { Json } from "@/lib/model/json";

import { type Gaps, hasGaps, readGaps } from "./gaps";
import type { Log } from "./leaf";
import { sha256 } from "./merkle";
import type { Signer } from "./signing-keys";
import { readRoot, type TreeScope } from "./tree-store";

/** What is signed of a tree, as canonical JSON. */
export interface HeadBody {
  v: 1;
  project: string;
  log: Log;
  /** From 1. */
  number: number;
  /** Leaves. */
  size: number;
  root: string;
  made_at: string;
  /** SHA-256 of the body of the head before; null: there is none. */
  previous: string | null;
  /** Of the key that signs. */
  key: string;
  gaps: Gaps | null;
}

export interface StoredHead {
  number: number;
  size: number;
  body: string;
  keyId: string;
  signature: Buffer;
  madeAt: string;
}

const columns = (tx: Querying) => tx`number, size, body, key_id as "keyId", signature, made_at as "madeAt"`;
const asHead = (row: StoredHead): StoredHead => ({ ...row, signature: Buffer.from(row.signature) });

/** The newest heads of a tree, the newest first. */
export async function listHeads(
  tx: Querying,
  { projectId, log }: TreeScope,
  { limit, before }: { limit: number; before?: number },
): Promise<StoredHead[]> {
  const rows = await tx<StoredHead[]>`
    select ${columns(tx)} from tree_heads
    where project_id = ${projectId} and log = ${log} and number < ${before ?? 2 ** 31 - 1}
    order by number desc limit ${limit}`;
  return rows.map(asHead);
}

/** The first head of a tree that holds a leaf; null: none does yet. */
export async function headOver(
  tx: Querying,
  { projectId, log }: TreeScope,
  leaf: number,
): Promise<StoredHead | null> {
  const [row] = await tx<StoredHead[]>`
    select ${columns(tx)} from tree_heads
    where project_id = ${projectId} and log = ${log} and size > ${leaf}
    order by number limit 1`;
  return row ? asHead(row) : null;
}

export const bodyOf = (head: Pick<StoredHead, "body">): HeadBody => JSON.parse(head.body) as HeadBody;
export const hashOfBody = (body: string): string => sha256(body).toString("hex");

/** A head a minute at most, unless somebody waits for it; and one an hour where something is missing and nothing else happens. */
const LEAST_MS = 60_000;
const GAPS_MS = 3_600_000;

interface HeadInput {
  project: { id: number; slug: string; shardKeys: readonly number[] };
  log: Log;
  size: number;
  signer: Signer;
  now: Date;
  /** Somebody waits. */
  asked?: boolean;
}

/** Signs the tree as it is, when it is time to. The caller holds the tree's lock. @returns whether there is a new head */
export async function makeHead(
  tx: Tx,
  { project, log, size, signer, now, asked }: HeadInput,
): Promise<boolean> {
  const scope = { projectId: project.id, log };
  const [last] = await listHeads(tx, scope, { limit: 1 });
  const before = last ? bodyOf(last) : null;
  const ageMs = before === null ? Number.POSITIVE_INFINITY : now.getTime() - Date.parse(before.made_at);
  const grew = size > (before?.size ?? 0);
  if (!(grew ? asked === true || ageMs >= LEAST_MS : log === "traces" && ageMs >= GAPS_MS)) return false;
  const gaps = log === "traces" ? await readGaps(tx, project, before?.gaps?.to ?? null, now) : null;
  if (!grew && (gaps === null || !hasGaps(gaps))) return false;
  const body: HeadBody = {
    v: 1,
    project: project.slug,
    log,
    number: (before?.number ?? 0) + 1,
    size,
    root: (await readRoot(tx, scope, size)).toString("hex"),
    made_at: now.toISOString(),
    previous: last ? hashOfBody(last.body) : null,
    key: signer.keyId,
    gaps,
  };
  const text = canonicalJson(body as unknown as Json);
  await tx`
    insert into tree_heads (project_id, log, number, size, body, key_id, signature, made_at)
    values (${project.id}, ${log}, ${body.number}, ${size}, ${text}, ${signer.keyId}, ${signer.sign("tree head", text)}, ${now})`;
  return true;
}
