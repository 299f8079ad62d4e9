import type { Sql, Tx } from "@/db/client";
import { byteaArray, plainArray, textArray, uuidArray } from "@/db/pg-array";
import { type OwnBlocks, ownBlocks } from "@/lib/bodies/read-blocks";
import { eachProject } from "@/lib/jobs/each-project";
import { hexOfUuid } from "@/lib/model/ids";

import { makeHead } from "./heads";
import { asMilliseconds, type Leaf } from "./leaf";
import { readAuditRecords } from "./read-audit-records";
import { readTraceRecords, type TraceRecord } from "./read-records";
import {
  hashFields,
  hashOfList,
  isSame,
  type KeptRecord,
  keptSalts,
  matchFields,
  newSeeds,
  saltAt,
  saltsOf,
  type SealedRecord,
  withoutSalts,
} from "./record";
import type { Signer } from "./signing-keys";
import { appendLeaves, treeSize, type TreeScope } from "./tree-store";

/** Marks of a round. */
const MARKS = 4_000;
/** Traces that are read and hashed together, and their spans; a larger trace is read alone. */
const BATCH = { traces: 256, spans: 2_500 };
/** Batches that are read ahead while one is stored, so that PostgreSQL and this process work at the same time; and their spans. */
const AHEAD = { batches: 2, spans: 5_000 };
const AUDIT_ROWS = 2_000;
/** A row of the audit log that is younger may have an older one before it that is not committed yet. */
const AUDIT_AGE_S = 120;
/** Such a row is looked for among so many before the last one that was sealed. */
const LATE_ROWS = 1_000;
/** Class of the advisory locks of projects: a tree grows at one place. */
const TREE_LOCK = 7002;

interface Project {
  id: number;
  slug: string;
  shardKeys: number[];
}

/**
 * Seals what is due, a batch a project, and signs heads. A batch is one transaction: marks are taken in it, so that a worker that is
 * killed only delays. Workers share projects by their locks.
 * @param sql connected as recount_worker
 * @param options.all also of projects of which no trace is due: their audit logs, and heads that are due
 * @returns whether there may be more
 */
export async function sealRound(
  sql: Sql,
  signer: Signer,
  now: () => Date = () => new Date(),
  { all = true }: { all?: boolean } = {},
): Promise<boolean> {
  const due = await sql<{ projectId: number }[]>`
    select distinct project_id as "projectId"
    from (select project_id from seal_marks where due_at <= ${now()} order by due_at limit ${MARKS * 5}) waiting`;
  const waiting = new Set(due.map(({ projectId }) => projectId));
  const projects = await sql<Project[]>`
    select id, slug, shard_keys as "shardKeys" from projects
    where ${all} or id = any(${plainArray([...waiting])}::int[])
    order by id`;
  const more = await eachProject(projects, (project) =>
    sql.begin(async (tx) => {
      const [lock] = await tx<{ mine: boolean }[]>`
        select pg_try_advisory_xact_lock(${TREE_LOCK}, ${project.id}) as mine`;
      if (!lock?.mine) return false;
      const traces = await sealTraces(sql, tx, {
        project,
        signer,
        now: now(),
        isDue: waiting.has(project.id),
      });
      const audit = await sealAudit(tx, { project, signer, now: now() });
      return traces || audit;
    }),
  );
  return more.includes(true);
}

interface Round {
  project: Project;
  signer: Signer;
  now: Date;
}

interface Mark {
  traceId: string;
  shardKey: number;
  reason: string;
}

async function sealTraces(
  sql: Sql,
  tx: Tx,
  { project, signer, now, isDue }: Round & { isDue: boolean },
): Promise<boolean> {
  const scope: TreeScope = { projectId: project.id, log: "traces" };
  let size = await treeSize(tx, scope);
  const due = isDue ? await dueMarks(tx, project.id, now) : [];
  const marks = marksOf(due);
  const batches = await batchesOf(tx, project.id, marks);
  const taking = due.length > 0 ? takeMarks(tx, project.id, due) : null;
  // Whoever waits for something else is told first.
  taking?.catch(() => {});
  for await (const { batch, records, versions } of readAhead(sql, scope, batches))
    size = await sealBatch(tx, { scope, size, batch, records, versions, now });
  await taking;
  const asked = marks.some(({ reason }) => reason !== "settled");
  await makeHead(tx, { project, log: "traces", size, signer, now, asked });
  return due.length > 0;
}

interface DueMark extends Mark {
  id: number;
  /** The trace was marked again meanwhile. */
  isLater: boolean;
}

/** Marks that are due, the oldest ones. */
const dueMarks = (tx: Tx, projectId: number, now: Date): PromiseLike<DueMark[]> => tx<DueMark[]>`
  select replace(trace_id::text, '-', '') as "traceId", shard_key as "shardKey", reason, id,
    exists (
      select from seal_marks later
      where later.project_id = ${projectId} and later.trace_id = due.trace_id and later.due_at > ${now}
    ) as "isLater"
  from (
    select trace_id, shard_key, reason, id
    from seal_marks
    where project_id = ${projectId} and due_at <= ${now}
    order by due_at, id
    limit ${MARKS}
  ) due
  order by id`;

/** One of each trace. A trace that was marked again meanwhile has not settled: its later mark stays, and is enough. */
function marksOf(due: readonly DueMark[]): Mark[] {
  const marks = new Map<string, Mark>();
  for (const { traceId, shardKey, reason, isLater } of due) {
    if (reason === "settled" && isLater) continue;
    const name = `${traceId} ${shardKey}`;
    const known = marks.get(name);
    if (known === undefined) marks.set(name, { traceId, shardKey, reason });
    else if (REASONS.indexOf(reason) > REASONS.indexOf(known.reason)) known.reason = reason;
  }
  return [...marks.values()];
}
/** The last one wins. */
const REASONS = ["settled", "asked", "erased"];

/** Sent at once, not when it is waited for: done while traces are read. */
const takeMarks = (tx: Tx, projectId: number, due: readonly DueMark[]) =>
  tx`
    delete from seal_marks m
    using unnest(${uuidArray(due.map(({ traceId }) => traceId))}::uuid[], ${plainArray(due.map(({ id }) => id))}::bigint[]) as due (trace_id, id)
    where m.project_id = ${projectId} and m.trace_id = due.trace_id and m.id = due.id`.execute();

interface Batch {
  marks: Mark[];
  spans: number;
}

/** Traces that are read together: those that came together lie in the same blocks. */
async function batchesOf(tx: Tx, projectId: number, marks: readonly Mark[]): Promise<Batch[]> {
  if (marks.length === 0) return [];
  const sizes = await tx<{ traceId: string; spans: number }[]>`
    select trace_id as "traceId", max(span_count) as spans
    from traces
    where project_id = ${projectId} and shard_key = any(${plainArray([...new Set(marks.map(({ shardKey }) => shardKey))])}::int[])
      and trace_id = any(${plainArray(marks.map(({ traceId }) => traceId))}::uuid[])
    group by trace_id`;
  const spansOf = new Map(sizes.map(({ traceId, spans }) => [hexOfUuid(traceId), spans]));
  const batches: Batch[] = [];
  for (const mark of marks) {
    const spans = spansOf.get(mark.traceId) ?? 1;
    const last = batches.at(-1);
    if (last === undefined || last.marks.length >= BATCH.traces || last.spans + spans > BATCH.spans)
      batches.push({ marks: [mark], spans });
    else {
      last.marks.push(mark);
      last.spans += spans;
    }
  }
  return batches;
}

interface ReadBatch {
  batch: readonly Mark[];
  records: Map<string, TraceRecord>;
  versions: Map<string, Version[]>;
}

/**
 * What batches hold, in their order, some read ahead: on connections of their own, since one that is planned anew for each statement answers
 * the next only when the last has been taken in. The marks were read before: what changes while this reads is marked again.
 */
async function* readAhead(
  sql: Sql,
  scope: TreeScope,
  batches: readonly Batch[],
): AsyncGenerator<ReadBatch, void, undefined> {
  const reading: { spans: number; found: Promise<ReadBatch> }[] = [];
  let [next, spans] = [0, 0];
  const own = ownBlocks();
  const fill = (): void => {
    for (let batch = batches[next]; batch !== undefined; batch = batches[++next]) {
      const isFull = reading.length >= AHEAD.batches || spans + batch.spans > AHEAD.spans;
      if (isFull && reading.length > 0) return;
      const found = sql.begin("isolation level repeatable read read only", (tx) =>
        readBatch(tx, scope, batch.marks, own),
      );
      found.catch(() => {});
      reading.push({ spans: batch.spans, found });
      spans += batch.spans;
    }
  };
  for (fill(); reading.length > 0; fill()) {
    const first = reading.shift() as (typeof reading)[number];
    const found = await first.found;
    spans -= first.spans;
    fill();
    yield found;
  }
}

async function readBatch(
  tx: Tx,
  scope: TreeScope,
  batch: readonly Mark[],
  own: OwnBlocks,
): Promise<ReadBatch> {
  const [records, versions] = await Promise.all([
    readTraceRecords(tx, scope.projectId, batch, own),
    readVersions(tx, scope, batch),
  ]);
  return { batch, records, versions };
}

interface Version extends KeptRecord {
  leaf: number;
  subject: string;
  version: number;
  shardKey: number;
}

async function sealBatch(
  tx: Tx,
  { scope, size, batch, records, versions, now }: ReadBatch & { scope: TreeScope; size: number; now: Date },
): Promise<number> {
  const added: Added[] = [];
  const seeds = newSeeds(batch.length);
  for (const { traceId, shardKey, reason } of batch) {
    const record = records.get(traceId);
    const earlier = versions.get(traceId) ?? [];
    if (reason === "erased") await forgetSalts(tx, scope, earlier, record ?? { layout: [], values: [] });
    const last = earlier.at(-1);
    if (record === undefined || (last !== undefined && isSame(last, record))) continue;
    added.push({
      ...sealed(record, seeds[added.length] as Buffer),
      subject: traceId,
      shardKey,
      at: record.startedAt,
      version: (last?.version ?? 0) + 1,
      previous: last?.leaf ?? null,
      reason: last === undefined || reason !== "settled" ? reason : "changed",
    });
  }
  return add(tx, scope, size, added, now);
}

/**
 * Every version of these traces, the last one last. The project is asked for as a value that PostgreSQL does not know when it plans: of a
 * project that is new to its statistics it expects one row, takes any index, and reads the whole tree again for each trace.
 */
async function readVersions(
  tx: Tx,
  { projectId, log }: TreeScope,
  batch: readonly Mark[],
): Promise<Map<string, Version[]>> {
  const rows = await tx<(Omit<Version, "layout"> & { layout: string })[]>`
    select l.leaf, l.subject, l.version, r.shard_key as "shardKey", r.layout, r.hashes, r.seed, r.salts
    from unnest(${textArray(batch.map(({ traceId }) => traceId))}::text[]) as wanted (subject)
    cross join lateral (
      select leaf, subject, version from seal_leaves
      where project_id = (select ${projectId}::int) and log = (select ${log}::text) and subject = wanted.subject
      order by subject, version
      offset 0
    ) l
    cross join lateral (
      select shard_key, layout, hashes, seed, salts from seal_records
      where project_id = (select ${projectId}::int) and log = (select ${log}::text) and leaf = l.leaf
        and shard_key = any(${plainArray([...new Set(batch.map(({ shardKey }) => shardKey))])}::int[])
      order by leaf, shard_key
      offset 0
    ) r
    order by l.subject, l.version`;
  const versions = new Map<string, Version[]>();
  for (const row of rows) {
    const list = versions.get(row.subject) ?? [];
    list.push({ ...row, ...keptOf(row) });
    versions.set(row.subject, list);
  }
  return versions;
}

/** A record as it is kept in the store. */
export const keptOf = (row: {
  layout: string;
  hashes: Buffer;
  seed: Buffer | null;
  salts: Buffer | null;
}): KeptRecord => ({
  layout: layoutOf(row.layout),
  hashes: Buffer.from(row.hashes),
  seed: row.seed && Buffer.from(row.seed),
  salts: row.salts && Buffer.from(row.salts),
});

/** Where the path begins in a line: behind `= N+COUNT `. */
const pathAt = (line: string): number => (line.startsWith("= ") ? line.indexOf(" ", 2) + 1 : 0);

/** Fields of a path's own lie behind it, and are kept without it: `/system` is that of the path above. */
export function layoutText(layout: readonly string[]): string {
  let base = "";
  let text = "";
  for (const [n, line] of layout.entries()) {
    if (n > 0) text += "\n";
    const at = pathAt(line);
    if (base !== "" && line.startsWith(base, at) && line[at + base.length] === "/")
      text += line.slice(0, at) + line.slice(at + base.length);
    else {
      text += line;
      if (at === 0) base = line;
    }
  }
  return text;
}
function layoutOf(text: string): string[] {
  if (text === "") return [];
  let base = "";
  return text.split("\n").map((line) => {
    const at = pathAt(line);
    if (line[at] === "/") return `${line.slice(0, at)}${base}${line.slice(at)}`;
    if (at === 0) base = line;
    return line;
  });
}

/** Destroys the salts of fields that are not what they were any more, of every version. */
async function forgetSalts(
  tx: Tx,
  { projectId, log }: TreeScope,
  versions: readonly Version[],
  now: SealedRecord,
): Promise<void> {
  for (const version of versions) {
    const salts = keptSalts(version);
    const lost = matchFields(version, now).flatMap((value, field) =>
      value === null && saltAt(salts, field) !== null ? [field] : [],
    );
    if (lost.length === 0) continue;
    await tx`
      update seal_records set seed = null, salts = ${withoutSalts(salts, lost)}
      where project_id = ${projectId} and log = ${log} and leaf = ${version.leaf} and shard_key = ${version.shardKey}`;
  }
}

interface Sealed {
  layout: readonly string[];
  seed: Buffer;
  /** As hex digits, as is the hash of their list. */
  hashes: string;
  fields: string;
}

function sealed({ layout, values }: SealedRecord, seed: Buffer): Sealed {
  const hashes = hashFields(values, saltsOf(seed, values.length));
  return { layout, seed, hashes, fields: hashOfList(layout, hashes) };
}

interface Added extends Sealed, Pick<Leaf, "subject" | "version" | "previous" | "reason"> {
  shardKey: number;
  at: string;
}

async function add(
  tx: Tx,
  scope: TreeScope,
  size: number,
  added: readonly Added[],
  now: Date,
): Promise<number> {
  if (added.length === 0) return size;
  const { projectId, log } = scope;
  const sealedAt = asMilliseconds(now.toISOString());
  const leaves = added.map(({ subject, version, previous, reason, fields }): Leaf => ({
    log,
    subject,
    version,
    previous,
    reason,
    fields,
    sealedAt,
  }));
  const [after] = await Promise.all([
    appendLeaves(tx, scope, size, leaves),
    tx`
      insert into seal_records (project_id, log, leaf, shard_key, subject_at, layout, hashes, seed)
      select ${projectId}, ${log}, ${size}::bigint + place - 1, shard_key, subject_at, layout, hashes, seed
      from unnest(
        ${plainArray(added.map(({ shardKey }) => shardKey))}::int[], ${plainArray(added.map(({ at }) => `"${at}"`))}::timestamptz[],
        ${textArray(added.map(({ layout }) => layoutText(layout)))}::text[], ${byteaArray(added.map(({ hashes }) => hashes))}::bytea[],
        ${byteaArray(added.map(({ seed }) => seed.toString("hex")))}::bytea[]
      ) with ordinality as sealed (shard_key, subject_at, layout, hashes, seed, place)`,
  ]);
  return after;
}

/** Rows of the audit log in the order of their ids, which is nearly that in which they were written. */
async function sealAudit(tx: Tx, { project, signer, now }: Round): Promise<boolean> {
  const scope: TreeScope = { projectId: project.id, log: "audit" };
  const size = await treeSize(tx, scope);
  const rows = await tx<{ id: string }[]>`
    select id::text as id
    from audit_log
    where project_id = ${project.id} and at < ${new Date(now.getTime() - AUDIT_AGE_S * 1000)}
      and id > coalesce((
        select subject::bigint from seal_leaves where project_id = ${project.id} and log = 'audit' order by leaf desc limit 1
      ), 0) - ${LATE_ROWS}::int
      and not exists (
        select from seal_leaves l
        where l.project_id = ${project.id} and l.log = 'audit' and l.subject = audit_log.id::text
      )
    order by audit_log.id
    limit ${AUDIT_ROWS}`;
  const records = await readAuditRecords(
    tx,
    project.id,
    rows.map(({ id }) => id),
  );
  const [shardKey = 1] = project.shardKeys;
  const seeds = newSeeds(records.size);
  const added = [...records].map(([id, record], n): Added => ({
    ...sealed(record, seeds[n] as Buffer),
    subject: id,
    shardKey,
    at: record.at,
    version: 1,
    previous: null,
    reason: "settled",
  }));
  const after = await add(tx, scope, size, added, now);
  await makeHead(tx, { project, log: "audit", size: after, signer, now });
  return rows.length === AUDIT_ROWS;
}
