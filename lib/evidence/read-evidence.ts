import type { Tx } from "@/db/client";
import { plainArray, textArray, uuidArray } from "@/db/pg-array";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { hexOfUuid } from "@/lib/model/ids";
import type { Json } from "@/lib/model/json";
import { bodyOf, headOver, type StoredHead } from "@/lib/seals/heads";
import { type Leaf, leafText, type Log, LOGS } from "@/lib/seals/leaf";
import { readAuditRecords } from "@/lib/seals/read-audit-records";
import { readTraceRecords, type TraceRef } from "@/lib/seals/read-records";
import {
  hashAt,
  keptSalts,
  matchFields,
  pathsOf,
  referenceOf,
  saltAt,
  type SealedRecord,
} from "@/lib/seals/record";
import { keptOf } from "@/lib/seals/seal-round";
import { proveConsistency, proveInclusions } from "@/lib/seals/tree-store";

import type { BundleHead, BundleRecord, Entry } from "./bundle";
import type { LeftOut } from "./schemas";

/** Versions of one trace, the newest. */
const VERSIONS = 10;
/** Rows of the audit log that are about the traces. */
const AUDIT_ROWS = 1_000;

export interface Found {
  heads: BundleHead[];
  records: BundleRecord[];
  missing: { trace: string; why: string }[];
}

export interface Wanted {
  traces: readonly TraceRef[];
  /** What the audit log says of these, too: an incident's id. */
  targets: readonly string[];
  leaveOut: readonly LeftOut[];
  paths: ReadonlySet<string>;
}

/** Records of traces with all their versions, and of what the audit log says of them, each with its proof. */
export async function readEvidence(tx: Tx, ctx: Context, wanted: Wanted): Promise<Found> {
  const { traces, targets } = wanted;
  const ids = traces.map(({ traceId }) => traceId);
  const [now, auditIds] = await Promise.all([
    readTraceRecords(tx, ctx.project.id, traces),
    auditOf(tx, ctx.project.id, [...ids, ...targets]),
  ]);
  const audit = await readAuditRecords(tx, ctx.project.id, auditIds);
  const withhold = (path: string): boolean =>
    wanted.paths.has(path) || wanted.leaveOut.some((what) => IS_LEFT_OUT[what](path));
  const lists = listsOfOthers(audit, ids);
  const sealed = [
    ...(await readSealed(tx, ctx, "traces", ids, { now, withhold })),
    ...(await readSealed(tx, ctx, "audit", auditIds, {
      now: audit,
      withhold: (path, row) => withhold(path) || (lists.has(row) && /^(traces|detail)$/.test(path)),
    })),
  ];
  const fields = new Set(
    sealed.flatMap(({ list }) => list.map((entry) => ("same" in entry ? "" : entry.path))),
  );
  const unknown = [...wanted.paths].find((path) => !fields.has(path));
  if (unknown !== undefined)
    throw new Failure(
      "bad_request",
      `No field of these records has the path ${unknown}, so nothing would be withheld. Take paths from the file's JSON.`,
    );
  const have = new Set(sealed.map(({ leaf }) => leaf.subject));
  const { heads, records } = await withProofs(tx, ctx, sealed);
  return {
    heads,
    records,
    missing: ids.flatMap((trace) =>
      have.has(trace)
        ? []
        : [{ trace, why: now.has(trace) ? "it is not sealed" : "nothing of it is kept any more" }],
    ),
  };
}

/** Rows of the audit log that name other traces, too: a list, a search, a file of many. Whose those are is nobody's business here. */
function listsOfOthers(
  audit: ReadonlyMap<string, SealedRecord>,
  ids: readonly string[],
): ReadonlySet<string> {
  const own = new Set(ids);
  const isOther = ({ layout, values }: SealedRecord): boolean => {
    const { trace_ids: named = [] } = JSON.parse(values[layout.indexOf("traces")] ?? "{}") as {
      trace_ids?: string[];
    };
    return named.some((uuid) => !own.has(hexOfUuid(uuid)));
  };
  return new Set([...audit].flatMap(([row, record]) => (isOther(record) ? [row] : [])));
}

const isTraceId = (target: string): boolean => /^[0-9a-f]{32}$/.test(target);

/** @param tx of recount_app: which rows name a trace it may only ask the function for (see the migration that makes it) */
async function auditOf(tx: Tx, projectId: number, targets: readonly string[]): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id::text as id
    from audit_log
    where project_id = ${projectId}
      and (
        target = any(${textArray(targets)}::text[])
        or id = any(array(select audit_of_trace(trace) from unnest(${uuidArray(targets.filter(isTraceId))}::uuid[]) as trace))
      )
    order by audit_log.id desc
    limit ${AUDIT_ROWS}`;
  return rows.map(({ id }) => id);
}

type Sealed = Omit<BundleRecord, "head" | "proof">;

interface Row extends Omit<Leaf, "log"> {
  leaf: number;
  layout: string;
  hashes: Buffer;
  seed: Buffer | null;
  salts: Buffer | null;
}

async function readSealed(
  tx: Tx,
  ctx: Context,
  log: Log,
  subjects: readonly string[],
  {
    now,
    withhold,
  }: { now: ReadonlyMap<string, SealedRecord>; withhold: (path: string, subject: string) => boolean },
): Promise<Sealed[]> {
  if (subjects.length === 0) return [];
  const rows = await tx<Row[]>`
    select l.leaf, l.subject, l.version, l.previous, l.reason, encode(l.fields, 'hex') as fields,
      to_char(l.sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "sealedAt", r.layout, r.hashes, r.seed, r.salts
    from (
      select *, row_number() over (partition by subject order by version desc) as newest
      from seal_leaves
      where project_id = ${ctx.project.id} and log = ${log} and subject = any(${textArray(subjects)}::text[])
    ) l
    join seal_records r on r.project_id = l.project_id and r.log = l.log and r.leaf = l.leaf
      and r.shard_key = any(${plainArray(ctx.project.shardKeys)}::int[])
    where l.newest <= ${VERSIONS}
    order by l.leaf`;
  return rows.map((row): Sealed => {
    const { leaf, layout: _, hashes: __, seed: ___, salts: ____, ...said } = row;
    return {
      index: leaf,
      leaf: JSON.parse(leafText({ ...said, log })) as Sealed["leaf"],
      list: listOf(row, now.get(row.subject) ?? { layout: [], values: [] }, (path) =>
        withhold(path, row.subject),
      ),
    };
  });
}

function listOf(row: Row, now: SealedRecord, withhold: (path: string) => boolean): Entry[] {
  const kept = keptOf(row);
  const salts = keptSalts(kept);
  const values = matchFields(kept, now);
  const fields = pathsOf(kept.layout);
  let field = 0;
  return kept.layout.map((line): Entry => {
    const reference = referenceOf(line);
    if (reference !== null) return { path: reference.path, same: reference.from, count: reference.count };
    const [path, value, salt, hash] = [
      fields[field] as string,
      values[field] as string | null,
      saltAt(salts, field),
      hashAt(kept.hashes, field).toString("hex"),
    ];
    field++;
    if (salt === null) return { path, hash, state: "erased" };
    if (value === null) return { path, hash, state: "replaced" };
    if (withhold(path)) return { path, hash, state: "withheld" };
    return { path, value: JSON.parse(value) as Json, salt: salt.toString("hex") };
  });
}

/** What was sent holds all else, too. */
const isAsSent = (path: string): boolean => /\/(attributes|resource|sent|metadata)$/.test(path);
const isFact = (path: string): boolean =>
  /^(s|a|r)\/[^/]+$|\/(who|erased|scores)$|^(act|actor|target|traces|from|reason|detail)$/.test(path);
const IS_LEFT_OUT: Record<LeftOut, (path: string) => boolean> = {
  attributes: isAsSent,
  content: (path) => !isFact(path),
  people: (path) => isAsSent(path) || /\/who$/.test(path) || path === "actor" || path === "from",
};

/** Proofs against the first head over each leaf; heads in order, each shown to continue the one before. */
async function withProofs(
  tx: Tx,
  ctx: Context,
  sealed: readonly Sealed[],
): Promise<Pick<Found, "heads" | "records">> {
  const heads: BundleHead[] = [];
  const records: BundleRecord[] = [];
  for (const log of LOGS) {
    const scope = { projectId: ctx.project.id, log };
    const own = sealed.filter(({ leaf }) => leaf.log === log);
    const used = new Map<number, { head: StoredHead; of: Sealed[] }>();
    for (const one of own) {
      const last = [...used.values()].at(-1);
      const head =
        last !== undefined && last.head.size > one.index ? last.head : await headOver(tx, scope, one.index);
      // What no head covers yet is not sealed.
      if (head === null) continue;
      const known = used.get(head.number) ?? { head, of: [] };
      known.of.push(one);
      used.set(head.number, known);
    }
    let before: number | null = null;
    for (const { head, of } of used.values()) {
      const consistency: string[] | null =
        before === null ? null : hexes(await proveConsistency(tx, scope, before, head.size));
      heads.push({ body: head.body, signature: head.signature.toString("hex"), consistency });
      before = head.size;
      const proofs = await proveInclusions(
        tx,
        scope,
        of.map(({ index }) => index),
        head.size,
      );
      for (const [n, one] of of.entries())
        records.push({ ...one, head: bodyOf(head).number, proof: hexes(proofs[n] ?? []) });
    }
  }
  return { heads, records };
}

const hexes = (hashes: readonly Buffer[]): string[] => hashes.map((hash) => hash.toString("hex"));
