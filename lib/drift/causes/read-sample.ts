import { createHash } from "node:crypto";

import type { Tx } from "@/db/client";
import { plainArray, uuidArray } from "@/db/pg-array";
import { CARRIES } from "@/lib/bodies/body-ids";
import { openBodies } from "@/lib/bodies/read-bodies";
import { groupBy } from "@/lib/model/group-by";
import { isObject, type Json } from "@/lib/model/json";
import type { Document } from "@/lib/model/message";
import { SPAN_SQL } from "@/lib/model/span-sql";
import { measure, type Statistic, type Statistics } from "@/lib/signals/cell";
import { complete, TRACE_COLUMNS, type TraceRow, type Window } from "@/lib/signals/read-interactions";
import type { Interaction } from "@/lib/signals/interaction";
import { SIGNALS } from "@/lib/signals/registry";
import type { Signal } from "@/lib/signals/signal";

import { NEW_WITHIN_MS } from "../read-segments";
import { isJudgement, scoreOf, type SeriesKey } from "../series";
import type { Sample, Sampled } from "./sampled";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const EARLIER_MS = 7 * DAY_MS;
/** A time is cut into so many parts, and of each so many interactions are drawn, and of some the contents read. */
const DRAWN = {
  earlier: { parts: 42, each: 8, read: 8 },
  edge: { parts: 24, each: 8, read: 8 },
  since: { parts: 60, each: 12, read: 8 },
} as const;
/** Rows that are looked at to find those of one feature among all in a part of the time. */
const LOOKED_AT = 1_000;
const STATEMENT_LIMIT = "3s";

type Project = { id: number; shardKeys: readonly number[] };

/**
 * Interactions around a change, drawn evenly over time: 1,250 at most, whatever the traffic.
 * @param began epoch milliseconds
 * @throws PostgreSQL's query_canceled where a statement takes over three seconds
 */
export async function readSample(
  tx: Tx,
  project: Project,
  key: SeriesKey,
  began: { at: number; from: number },
  nowMs: number,
): Promise<Omit<Sample, "measure">> {
  await tx.unsafe(`set local statement_timeout = '${STATEMENT_LIMIT}'`);
  const edge = { fromMs: began.from - NEW_WITHIN_MS, toMs: began.from };
  return {
    earlier: await draw(tx, project, key, { fromMs: began.from - EARLIER_MS, toMs: edge.fromMs }, "earlier"),
    edge: await draw(tx, project, key, edge, "edge"),
    since: await draw(tx, project, key, { fromMs: began.at, toMs: nowMs }, "since"),
  };
}

/** How a signal is measured of some of them. */
export const measureOf = (
  tx: Tx,
  project: Project,
  signal: string,
  { earlier, edge, since }: Omit<Sample, "measure">,
): Promise<Sample["measure"]> =>
  isJudgement(signal)
    ? judgementsOf(tx, project, signal, [...earlier, ...edge, ...since])
    : Promise.resolve(signalOf(signal));

type Row = TraceRow & { userId: string | null; startedAt: string };

async function draw(
  tx: Tx,
  project: Project,
  { feature, environment }: SeriesKey,
  { fromMs, toMs }: Window,
  which: keyof typeof DRAWN,
): Promise<Sampled[]> {
  if (toMs <= fromMs) return [];
  const { parts, each, read } = DRAWN[which];
  const starts = Array.from({ length: parts }, (_, part) =>
    new Date(fromMs + ((toMs - fromMs) * part) / parts).toISOString(),
  );
  const rows = await tx<Row[]>`
    select t.*
    from unnest(${plainArray(starts)}::timestamptz[]) as part (begins)
    cross join lateral (
      select started_at as "startedAt", user_id as "userId", row_number() over (order by started_at)::int as place, 0 as among,
        started_at + coalesce(duration_ns, 0) / 1000 * interval '1 microsecond' as "endedAt", ${tx.unsafe(TRACE_COLUMNS)}
      from (
        select *
        from traces
        where project_id = ${project.id} and shard_key = any(${`{${project.shardKeys.join(",")}}`}::int[])
          and started_at >= part.begins and started_at < part.begins + make_interval(secs => ${(toMs - fromMs) / parts / 1000})
        order by started_at
        limit ${LOOKED_AT}
      ) seen
      where feature = ${feature} and coalesce(environment, '') = ${environment} and not is_open
      order by started_at
      limit ${each}
    ) t`;
  const facts = await readFacts(tx, project, { fromMs, toMs }, rows, read);
  const sampled: Sampled[] = [];
  for await (const [row, interaction] of complete(tx, project, { fromMs, toMs }, rows, read))
    sampled.push({
      interaction,
      startedMs: Date.parse(row.startedAt),
      user: row.userId,
      ...(facts.get(row.traceId) ?? NOTHING),
    });
  return sampled;
}

type Facts = Pick<Sampled, "clients" | "tools" | "documents" | "indexes">;
const NOTHING: Facts = { clients: [], tools: null, documents: null, indexes: [] };

interface StepRow {
  traceId: string;
  shardKey: number;
  ref: string;
  /** The same for every span of one resource and scope. */
  resourceDigest: number | null;
  /** The same for every call with these instructions and tools; null: no call, or without instructions. */
  fingerprint: string | null;
  isCall: boolean;
  hasDocuments: boolean;
}

/** What only spans say, and what they carry. */
async function readFacts(
  tx: Tx,
  project: Project,
  { fromMs, toMs }: Window,
  rows: readonly Row[],
  read: number,
): Promise<Map<string, Facts>> {
  const steps = await tx<StepRow[]>`
    select trace_id::text as "traceId", shard_key as "shardKey", body_ref::text as ref, resource_digest as "resourceDigest",
      ${tx.unsafe(SPAN_SQL.fingerprint)}::text as fingerprint, ${tx.unsafe(SPAN_SQL.kind)} = 'llm' as "isCall",
      carries & ${CARRIES.documents} <> 0 as "hasDocuments"
    from spans
    where project_id = ${project.id} and shard_key = any(${`{${project.shardKeys.join(",")}}`}::int[])
      and trace_id = any(${uuidArray(rows.map(({ traceId }) => traceId))}::uuid[])
      and started_at >= ${new Date(fromMs - HOUR_MS)} and started_at < ${new Date(toMs + HOUR_MS)}
      and body_ref is not null`;
  const isRead = new Set(rows.filter(({ place }) => place <= read).map(({ traceId }) => traceId));
  const clients = await readOnce(tx, project, steps, "resource", ({ resourceDigest }) =>
    resourceDigest === null ? null : String(resourceDigest),
  );
  const settings = await readOnce(
    tx,
    project,
    steps.filter(
      ({ isCall, traceId, fingerprint }) => isCall && (fingerprint !== null || isRead.has(traceId)),
    ),
    "settings",
    ({ fingerprint, ref }) => fingerprint ?? ref,
  );
  const retrieved = steps.filter(({ hasDocuments, traceId }) => hasDocuments && isRead.has(traceId));
  const documents = await openBodies(
    tx,
    project.id,
    retrieved.map(({ ref, shardKey }) => ({ ref, shardKey, parts: ["documents"] as const })),
  );
  return new Map(
    [...groupBy(steps, ({ traceId }) => traceId)].map(([traceId, own]) => [
      traceId,
      factsOf(
        own.map((step) => ({
          resource: clients(step),
          settings: step.isCall ? settings(step) : null,
          documents: documents.of(step.ref, step.shardKey)?.documents() ?? [],
        })),
      ),
    ]),
  );
}

/** A part of many rows that is the same where their key is: one of each is opened. A key of null: there is none. */
async function readOnce(
  tx: Tx,
  project: Project,
  steps: readonly StepRow[],
  part: "resource" | "settings",
  keyOf: (step: StepRow) => string | null,
): Promise<(step: StepRow) => Json> {
  const first = new Map<string, StepRow>();
  for (const step of steps) {
    const key = keyOf(step);
    if (key !== null && !first.has(key)) first.set(key, step);
  }
  const bodies = await openBodies(
    tx,
    project.id,
    [...first.values()].map(({ ref, shardKey }) => ({ ref, shardKey, parts: [part] })),
  );
  return (step) => {
    const one = first.get(keyOf(step) ?? "");
    return one === undefined ? null : (bodies.of(one.ref, one.shardKey)?.value(part) ?? null);
  };
}

interface Step {
  resource: Json;
  settings: Json;
  documents: readonly Document[];
}

function factsOf(steps: readonly Step[]): Facts {
  const clients = new Set<string>();
  const tools = new Map<string, string>();
  let areOffersKnown = false;
  const documents = steps.flatMap((step) => step.documents);
  for (const { resource, settings } of steps) {
    for (const client of clientsOf(resource)) clients.add(client);
    const offered = isObject(settings) ? settings["tools"] : null;
    if (Array.isArray(offered)) {
      areOffersKnown = true;
      for (const tool of offered)
        if (isObject(tool) && typeof tool["name"] === "string")
          tools.set(tool["name"], hashOf(JSON.stringify(tool)));
    }
  }
  return {
    clients: [...clients],
    tools: areOffersKnown ? tools : null,
    documents:
      documents.length === 0
        ? null
        : documents.map((one) => ({ id: one.id ?? hashOf(one.content ?? ""), version: versionOf(one) })),
    indexes: [...new Set(documents.flatMap(({ metadata }) => indexesOf(metadata ?? {})))],
  };
}

/** What sent a span: "openinference.instrumentation.openai 0.1.13", "opentelemetry python 1.27.0". */
function clientsOf(resource: Json): string[] {
  if (!isObject(resource)) return [];
  const { attributes, scope } = resource;
  const said = (of: Json | undefined, key: string): string | null =>
    isObject(of) && typeof of[key] === "string" && of[key] !== "" ? of[key] : null;
  const versioned = (names: (string | null)[], version: string | null): string[] =>
    version === null ? [] : [[...names.filter((name) => name !== null), version].join(" ")];
  return [
    ...versioned([said(scope, "name")], said(scope, "version")),
    ...versioned(
      [said(attributes, "telemetry.sdk.name"), said(attributes, "telemetry.sdk.language")],
      said(attributes, "telemetry.sdk.version"),
    ),
    ...versioned([said(attributes, "telemetry.distro.name")], said(attributes, "telemetry.distro.version")),
  ];
}

/** Names under which documents say of which index they are. */
const INDEX_KEYS = [
  "index",
  "index_name",
  "index_version",
  "collection",
  "collection_name",
  "corpus_version",
  "data_source_id",
  "embedding_model",
  "namespace",
  "snapshot",
];

const indexesOf = (metadata: Record<string, Json | undefined>): string[] =>
  INDEX_KEYS.flatMap((key) => {
    const value = metadata[key];
    return typeof value === "string" || typeof value === "number" ? [`${key} ${value}`.slice(0, 120)] : [];
  });

/** Other content, another time of its last change, or another name of the version. */
const versionOf = ({ content, updated_at, metadata }: Document): string =>
  hashOf(JSON.stringify([content, updated_at, metadata?.["version"], metadata?.["revision"]]));

const hashOf = (text: string): string => createHash("sha256").update(text).digest("base64").slice(0, 12);

/** Each interaction is measured once: telling a text's language takes a millisecond. */
function signalOf(name: string): Sample["measure"] {
  const signals = SIGNALS.filter((one) => one.name === name).map((signal): Signal => {
    const known = new Map<Interaction, unknown>();
    const of = (one: Interaction): unknown => {
      if (!known.has(one)) known.set(one, signal.of(one));
      return known.get(one);
    };
    return { ...signal, of } as Signal;
  });
  return (some) =>
    measure(
      some.map(({ interaction }) => interaction),
      signals,
    );
}

/** Judgements of those that were drawn, whoever made them. */
async function judgementsOf(
  tx: Tx,
  project: Project,
  signal: string,
  some: readonly Sampled[],
): Promise<Sample["measure"]> {
  const rows = await tx<{ traceId: string; type: "number" | "boolean"; value: number }[]>`
    select trace_id::text as "traceId", data_type as type, value_number as value
    from scores
    where project_id = ${project.id} and shard_key = any(${`{${project.shardKeys.join(",")}}`}::int[])
      and trace_id = any(${uuidArray(some.map(({ interaction }) => interaction.traceId))}::uuid[])
      and name = ${scoreOf(signal)} and value_number is not null`;
  const byTrace = groupBy(rows, ({ traceId }) => traceId);
  return (chosen): Statistics => {
    const own = chosen.flatMap(({ interaction }) => byTrace.get(interaction.traceId) ?? []);
    if (own.length === 0) return {};
    const sum = own.reduce((all, { value }) => all + value, 0);
    const squares = own.reduce((all, { value }) => all + value * value, 0);
    const statistic: Statistic =
      own[0]?.type === "boolean"
        ? { kind: "share", n: own.length, hits: sum }
        : { kind: "mean", n: own.length, sum, squares };
    return { [signal]: statistic };
  };
}
