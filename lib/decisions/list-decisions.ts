import { textArray, uuidArray } from "@/db/pg-array";
import type { Tx } from "@/db/client";
import { noteContent } from "@/lib/audit/content-scope";
import { readContent } from "@/lib/audit/read-content";
import { requirePermission } from "@/lib/auth/require";
import type { Context } from "@/lib/context";
import { type CsvCell, csvLine } from "@/lib/format/csv";
import { groupBy } from "@/lib/model/group-by";
import { hexOfUuid } from "@/lib/model/ids";
import { readTraceCursor, writeCursor } from "@/lib/traces/cursor";
import { shardList } from "@/lib/traces/filter-sql";
import { fingerprintsSql } from "@/lib/traces/prompt-version-sql";
import type { Fragment } from "@/lib/traces/trace-condition";

import type { Decision, DecisionListQuery } from "./document";
import { REPORT_SCORE } from "./report-score";
import { readSettings } from "./settings";
import { isHashed, SubjectKey } from "./subject-key";

const DEFAULT_PAGE = 50;

export interface DecisionPage {
  data: Decision[];
  next_cursor: string | null;
}

/**
 * Decisions that pass the filter, the newest first.
 * @param secret the setting RECOUNT_SECRET: a subject is looked for in clear and hashed
 * @throws Failure forbidden for those who may not read what was said
 */
export async function listDecisions(
  ctx: Context,
  query: DecisionListQuery,
  secret: string | undefined,
): Promise<DecisionPage> {
  requirePermission(ctx, "read_content");
  const limit = query.limit ?? DEFAULT_PAGE;
  const after = query.cursor === undefined ? null : readTraceCursor(query.cursor);
  return readContent(ctx, { action: "decisions.listed" }, async (tx) => {
    const subject = await storedSubject(tx, ctx, query.subject, secret);
    const rows = await tx<Row[]>`
        select trace_id as "traceId", started_at, subject, subject_hashed, outcome, reasons, marked_by, rule_name as rule, feature,
          environment, release, user_id, tools, missing, erased_at
        from decisions d
        where ${conditionsOf(tx, ctx, query, subject)}
          ${after === null ? tx`` : tx`and (d.started_at, d.trace_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`}
        order by d.started_at desc, d.trace_id desc
        limit ${limit + 1}`;
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    const ids = page.map(({ traceId }) => traceId);
    if (ids.length > 0) noteContent(tx, ids);
    const [documents, reports] = await Promise.all([documentsOf(tx, ctx, ids), reportsOf(tx, ctx, ids)]);
    return {
      data: page.map(({ traceId, ...row }) => ({
        trace_id: hexOfUuid(traceId),
        ...row,
        documents: (documents.get(traceId) ?? []).map(({ id, version }) => ({ id, version })),
        reports: reports.get(traceId) ?? 0,
      })),
      next_cursor: last === undefined ? null : writeCursor(last.started_at, last.traceId),
    };
  });
}

type Row = Omit<Decision, "trace_id" | "documents" | "reports"> & { traceId: string };

/** A subject as this project stores it, given in clear or as it is listed. One value, so that the index gives the list in its order. */
export async function storedSubject(
  tx: Tx,
  ctx: Context,
  given: string | undefined,
  secret: string | undefined,
): Promise<string | null> {
  const subject = given?.trim();
  if (subject === undefined || subject === "") return null;
  const { hashSubjects } = await readSettings(tx, ctx.project.id);
  if (!hashSubjects || isHashed(subject)) return subject;
  return (await SubjectKey.of(tx, ctx.project.id, secret)).subject(subject);
}

/** Conditions on the columns of `decisions d`. */
function conditionsOf(tx: Tx, ctx: Context, query: DecisionListQuery, subject: string | null): Fragment {
  const among = (column: string, values: readonly string[]): Fragment =>
    values.length === 0 ? tx`` : tx`and ${tx(`d.${column}`)} = any(${textArray(values)}::text[])`;
  const reported = tx`exists (
    select from scores s
    where s.project_id = d.project_id and s.shard_key = d.shard_key and s.trace_id = d.trace_id
      and s.name = ${REPORT_SCORE} and s.source = 'user')`;
  return tx`d.project_id = ${ctx.project.id} and d.shard_key = any(${shardList(ctx)}::int[])
    ${query.from === undefined ? tx`` : tx`and d.started_at >= ${query.from}::timestamptz`}
    ${query.to === undefined ? tx`` : tx`and d.started_at < ${query.to}::timestamptz`}
    ${subject === null ? tx`` : tx`and d.subject = ${subject}`}
    ${among("outcome", query.outcome)}
    ${among("feature", query.feature)}
    ${among("environment", query.environment)}
    ${query.tool.length === 0 ? tx`` : tx`and d.tools && ${textArray(query.tool)}::text[]`}
    ${query.prompt_version.length === 0 ? tx`` : tx`and d.prompt_fingerprints && ${fingerprintsSql(tx, ctx, query.prompt_version)}`}
    ${query.missing === undefined ? tx`` : query.missing ? tx`and cardinality(d.missing) > 0` : tx`and cardinality(d.missing) = 0`}
    ${query.reported === undefined ? tx`` : query.reported ? tx`and ${reported}` : tx`and not ${reported}`}
    ${query.document === undefined ? tx`` : withDocument(tx, ctx, query.document, query.document_version)}`;
}

const withDocument = (tx: Tx, ctx: Context, id: string, version: string | undefined): Fragment => tx`
  and exists (
    select from decision_documents n
    where n.project_id = ${ctx.project.id} and n.shard_key = d.shard_key and n.trace_id = d.trace_id and n.document_id = ${id}
      ${version === undefined ? tx`` : tx`and n.version = ${version}`})`;

async function documentsOf(tx: Tx, ctx: Context, ids: readonly string[]) {
  const rows = await tx<{ traceId: string; id: string; version: string | null }[]>`
    select distinct trace_id as "traceId", document_id as id, version
    from decision_documents
    where project_id = ${ctx.project.id} and shard_key = any(${shardList(ctx)}::int[]) and trace_id = any(${uuidArray(ids)}::uuid[])
    order by 1, 2, 3`;
  return groupBy(rows, (row) => row.traceId);
}

async function reportsOf(tx: Tx, ctx: Context, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx<{ traceId: string; reports: number }[]>`
    select trace_id as "traceId", count(*)::int as reports
    from scores
    where project_id = ${ctx.project.id} and shard_key = any(${shardList(ctx)}::int[]) and trace_id = any(${uuidArray(ids)}::uuid[])
      and name = ${REPORT_SCORE} and source = 'user'
    group by trace_id`;
  return new Map(rows.map(({ traceId, reports }) => [traceId, reports]));
}

/** A whole list for a spreadsheet stops here; a narrower filter or the API's pages go further. */
const MAX_EXPORTED = 100_000;
const EXPORT_PAGE = 1_000;

const COLUMNS: { [name: string]: (decision: Decision) => CsvCell } = {
  trace_id: (row) => row.trace_id,
  started_at: (row) => row.started_at,
  subject: (row) => row.subject,
  subject_hashed: (row) => row.subject_hashed,
  outcome: (row) => row.outcome,
  reasons: (row) => row.reasons.join("; "),
  marked_by: (row) => row.marked_by,
  rule: (row) => row.rule,
  feature: (row) => row.feature,
  environment: (row) => row.environment,
  release: (row) => row.release,
  user_id: (row) => row.user_id,
  tools: (row) => row.tools.join(" "),
  documents: (row) =>
    row.documents.map(({ id, version }) => (version === null ? id : `${id} (${version})`)).join("; "),
  missing: (row) => row.missing.join(" "),
  reports: (row) => row.reports,
  erased_at: (row) => row.erased_at,
};

/** The list as CSV (RFC 4180), page by page, so that memory stays small whatever its length. */
export async function* exportDecisions(
  ctx: Context,
  query: DecisionListQuery,
  secret: string | undefined,
): AsyncGenerator<string> {
  yield csvLine(Object.keys(COLUMNS));
  for await (const page of pagesOf(ctx, query, secret))
    yield page.map((row) => csvLine(Object.values(COLUMNS).map((column) => column(row)))).join("");
}

/** The list as one JSON array, a decision a line. */
export async function* exportDecisionsJson(
  ctx: Context,
  query: DecisionListQuery,
  secret: string | undefined,
): AsyncGenerator<string> {
  let before = "[\n";
  for await (const page of pagesOf(ctx, query, secret)) {
    if (page.length === 0) continue;
    yield before + page.map((row) => JSON.stringify(row)).join(",\n");
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

async function* pagesOf(
  ctx: Context,
  query: DecisionListQuery,
  secret: string | undefined,
): AsyncGenerator<Decision[]> {
  let cursor = query.cursor;
  for (let written = 0; written < MAX_EXPORTED;) {
    const page = await listDecisions(ctx, { ...query, cursor, limit: EXPORT_PAGE }, secret);
    yield page.data;
    written += page.data.length;
    if (page.next_cursor === null) return;
    cursor = page.next_cursor;
  }
}
