import type { Sql, TransactionSql } from "postgres";

import { plainArray, textArray } from "@/db/pg-array";
import { inProject } from "@/db/tenant";
import { digest128 } from "@/lib/model/digest";

import { keyOf, type UsageCounters } from "./usage-counters";
import { writeUnkept } from "./write-unkept";

/** Kept of a project; the least recently seen go first. */
export const MAX_CLIENTS = 200;
/** Samples of one reason within an hour, over all server processes. */
export const MAX_SAMPLES_PER_HOUR = 10;
/** Samples of a project; at 16 kB each, what a sender of garbage can fill. */
const MAX_SAMPLES = 2_000;

const iso = (ms: number) => new Date(ms).toISOString();

/**
 * Writes usage counters down in one transaction.
 * @returns accepted spans of each UTC day that was counted, over all server processes
 */
export function writeUsageCounters(
  sql: Sql,
  projectId: number,
  usageCounters: UsageCounters,
): Promise<Map<string, number>> {
  return inProject(sql, projectId, async (tx) => {
    const totals = await addDays(tx, projectId, usageCounters);
    await addMinutes(tx, projectId, usageCounters);
    await writeUnkept(tx, projectId, [...usageCounters.unkept.values()]);
    await addClients(tx, projectId, usageCounters);
    await addQuarantined(tx, projectId, usageCounters.quarantine);
    return totals;
  });
}

async function addDays(
  tx: TransactionSql,
  projectId: number,
  counted: UsageCounters,
): Promise<Map<string, number>> {
  const totals = new Map<string, number>();
  const days = [...counted.days].toSorted();
  if (days.length > 0) {
    const rows = await tx<{ day: string; spans: number }[]>`
      insert into ingest_days as d (project_id, day, spans)
      select ${projectId}, day, spans
      from unnest(${textArray(days.map(([day]) => day))}::date[], ${plainArray(days.map(([, n]) => n))}::bigint[]) t (day, spans)
      on conflict (project_id, day) do update set spans = d.spans + excluded.spans
      returning day, spans`;
    for (const { day, spans } of rows) totals.set(day, spans);
  }
  return totals;
}

async function addMinutes(tx: TransactionSql, projectId: number, counted: UsageCounters): Promise<void> {
  // Sorted by key, so that processes which write at the same time do not lock each other out.
  const minutes = [...counted.minutes].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  if (minutes.length > 0)
    await tx`
      insert into ingest_minutes as m (project_id, minute, endpoint, outcome, reason, spans, requests, bytes)
      select ${projectId}, t.*
      from unnest(
        ${textArray(minutes.map((row) => iso(row.minute)))}::timestamptz[], ${textArray(minutes.map((row) => row.endpoint))}::text[],
        ${textArray(minutes.map((row) => row.outcome))}::text[], ${textArray(minutes.map((row) => row.reason))}::text[],
        ${plainArray(minutes.map((row) => row.spans))}::bigint[], ${plainArray(minutes.map((row) => row.requests))}::bigint[],
        ${plainArray(minutes.map((row) => row.bytes))}::bigint[]
      ) t
      on conflict (project_id, minute, endpoint, outcome, reason)
      do update set spans = m.spans + excluded.spans, requests = m.requests + excluded.requests, bytes = m.bytes + excluded.bytes`;
}

/** Who sent, and how much by the hour; the least recently seen go when there are more than are kept. */
async function addClients(tx: TransactionSql, projectId: number, counted: UsageCounters): Promise<void> {
  const clients = [...counted.clients.values()]
    .map((client) => ({ ...client, id: digest128(keyOf(client)) }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (clients.length === 0) return;
  await tx`
    insert into ingest_clients as c (
      project_id, id, name, version, instrumentation, instrumentation_version, service, endpoint, dialect, api_key_id, first_seen_at, last_seen_at
    )
    select ${projectId}, t.*
    from unnest(
      ${plainArray(clients.map((client) => client.id))}::uuid[], ${textArray(clients.map((client) => client.name))}::text[],
      ${textArray(clients.map((client) => client.version))}::text[], ${textArray(clients.map((client) => client.instrumentation))}::text[],
      ${textArray(clients.map((client) => client.instrumentationVersion))}::text[], ${textArray(clients.map((client) => client.service))}::text[],
      ${textArray(clients.map((client) => client.endpoint))}::text[], ${textArray(clients.map((client) => client.dialect))}::text[],
      ${plainArray(clients.map((client) => client.apiKeyId))}::int[],
      ${textArray(clients.map((client) => iso(client.firstMs)))}::timestamptz[], ${textArray(clients.map((client) => iso(client.lastMs)))}::timestamptz[]
    ) t
    on conflict (project_id, id) do update set
      last_seen_at = greatest(c.last_seen_at, excluded.last_seen_at),
      dialect = coalesce(excluded.dialect, c.dialect),
      api_key_id = excluded.api_key_id`;
  const hours = clients.flatMap(({ id, hours: rows }) =>
    [...rows.values()].toSorted((a, b) => a.hour - b.hour).map((row) => ({ id, ...row })),
  );
  await tx`
    insert into ingest_client_hours as h (project_id, client_id, hour, spans, rejected, requests, minutes)
    select ${projectId}, t.*
    from unnest(
      ${plainArray(hours.map((row) => row.id))}::uuid[], ${textArray(hours.map((row) => iso(row.hour)))}::timestamptz[],
      ${plainArray(hours.map((row) => row.spans))}::bigint[], ${plainArray(hours.map((row) => row.rejected))}::bigint[],
      ${plainArray(hours.map((row) => row.requests))}::bigint[], ${plainArray(hours.map((row) => row.minutes))}::bigint[]
    ) t
    on conflict (project_id, client_id, hour) do update set
      spans = h.spans + excluded.spans, rejected = h.rejected + excluded.rejected, requests = h.requests + excluded.requests,
      minutes = h.minutes | excluded.minutes`;
  await tx`
    with surplus as (
      delete from ingest_clients
      where project_id = ${projectId} and id in (
        select id from ingest_clients where project_id = ${projectId} order by last_seen_at desc, id offset ${MAX_CLIENTS}
      )
      returning id
    )
    delete from ingest_client_hours where project_id = ${projectId} and client_id in (select id from surplus)`;
}

async function addQuarantined(
  tx: TransactionSql,
  projectId: number,
  kept: UsageCounters["quarantine"],
): Promise<void> {
  if (kept.length === 0) return;
  await tx`
    insert into ingest_quarantine (
      project_id, id, at, endpoint, client, service, api_key_id, code, message, trace_id, span_id, span_name, body, body_format, body_bytes
    )
    select ${projectId}, id, at, endpoint, client, service, api_key_id, code, message, trace_id, span_id, span_name, body, body_format, body_bytes
    from (
      select *, row_number() over (partition by code order by at, id) as n
      from unnest(
        ${textArray(kept.map((row) => row.id))}::uuid[], ${textArray(kept.map((row) => iso(row.atMs)))}::timestamptz[],
        ${textArray(kept.map((row) => row.endpoint))}::text[], ${textArray(kept.map((row) => row.client))}::text[],
        ${textArray(kept.map((row) => row.service))}::text[], ${plainArray(kept.map((row) => row.apiKeyId))}::int[],
        ${textArray(kept.map((row) => row.code))}::text[], ${textArray(kept.map((row) => row.message))}::text[],
        ${textArray(kept.map((row) => row.traceId))}::text[], ${textArray(kept.map((row) => row.spanId))}::text[],
        ${textArray(kept.map((row) => row.spanName))}::text[], ${textArray(kept.map((row) => row.sample?.body ?? null))}::text[],
        ${textArray(kept.map((row) => row.sample?.format ?? null))}::text[], ${plainArray(kept.map((row) => row.bodyBytes))}::bigint[]
      ) t (id, at, endpoint, client, service, api_key_id, code, message, trace_id, span_id, span_name, body, body_format, body_bytes)
    ) new
    where n + (
      select count(*) from ingest_quarantine q
      where q.project_id = ${projectId} and q.code = new.code and q.at > new.at - interval '1 hour'
    ) <= ${MAX_SAMPLES_PER_HOUR}
    on conflict (project_id, id) do nothing`;
  await tx`
    delete from ingest_quarantine
    where project_id = ${projectId} and id in (
      select id from ingest_quarantine where project_id = ${projectId} order by at desc, id offset ${MAX_SAMPLES}
    )`;
}
