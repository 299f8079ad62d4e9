import type { Tx } from "@/db/client";
import { plainArray, textArray } from "@/db/pg-array";
import { noteContent } from "@/lib/audit/content-scope";
import { readContent } from "@/lib/audit/read-content";
import { requirePermission } from "@/lib/auth/require";
import type { Comment } from "@/lib/comments/comment";
import { listComments } from "@/lib/comments/list-comments";
import type { Context } from "@/lib/context";
import type { Json } from "@/lib/model/json";
import { shardKeyOf } from "@/lib/model/ids";
import { isObject } from "@/lib/model/json";
import type { Score } from "@/lib/scores/score";
import { completenessParts } from "@/lib/traces/completeness-words";
import type { SpanDocument, TraceDocument } from "@/lib/traces/document";
import { shardList } from "@/lib/traces/filter-sql";
import { formatFingerprint, parseFingerprint } from "@/lib/traces/fingerprint";
import { getTrace } from "@/lib/traces/get-trace";
import { textOfMessage } from "@/lib/traces/message-text";
import { type Transcript, transcriptOf } from "@/lib/traces/transcript";
import type { TranscriptCall } from "@/lib/traces/transcript-step";

import { actionsOf, type CheckedAction, checkActions, type ToolCallSeen } from "./actions";
import { type Claim, claimsOf } from "./claims";
import type { Evidence } from "./evidence";
import { foldRepeated, type Repeated } from "./fold-repeated";
import { type PathStep, pathOf } from "./path-words";
import { versionOf } from "./read-says";

/** A system prompt as it was in force. */
export interface PolicyInForce {
  name: string | null;
  version: string | null;
  fingerprint: string | null;
  note: { text: string; author: string; at: string } | null;
  firstSeenAt: string | null;
  /** As this trace was given it; null: it was not recorded. */
  text: string | null;
  /** A version of the same prompt that came later; null: none has. */
  supersededBy: { version: string; firstSeenAt: string } | null;
}

export interface DocumentInForce {
  /** Evidence id. */
  id: string;
  name: string;
  version: string | null;
  updatedAt: string | null;
  /** Before the decision; null: its date is not known. */
  ageMs: number | null;
  text: string | null;
  score: number | null;
  /** When a later decision was given another text under the same name; null: none was. */
  superseded: { since: string; version: string | null } | null;
}

export interface ModelCall {
  spanId: string;
  provider: string | null;
  model: string | null;
  parameters: { [key: string]: Json };
  finishReason: string | null;
}

/** How a decision was made, as far as it was recorded. */
export interface DecisionRecord {
  trace: TraceDocument;
  /** Null: the trace is not marked as a decision. */
  decision: {
    subject: string | null;
    subjectHashed: boolean;
    outcome: string | null;
    reasons: string[];
    markedBy: "client" | "rule";
    rule: string | null;
    erasedAt: string | null;
  } | null;
  inputs: { who: string; text: string }[];
  policies: PolicyInForce[];
  documents: DocumentInForce[];
  tools: (ToolCallSeen & { answered: boolean; error: string | null })[];
  calls: ModelCall[];
  /** The answer, as text. */
  output: string | null;
  /** Judgements by people, reports of end users among them. */
  reviews: Score[];
  comments: Comment[];
  path: PathStep[];
  /** What the answer says several times stands once. */
  claims: (Claim & Repeated)[];
  actions: (CheckedAction & Repeated)[];
  /** Evidence by id, in words. */
  evidence: { [id: string]: string };
  /** What is not recorded, in sentences. */
  missing: string[];
}

/** Spans that a record is made of; of a larger trace the first. */
const MOST_SPANS = 2_000;

/**
 * Everything about one decision, for one page.
 * @param id a trace id @throws Failure forbidden, not_found
 */
export async function getRecord(ctx: Context, id: string): Promise<DecisionRecord> {
  requirePermission(ctx, "read_content");
  const trace = await getTrace(ctx, { traceId: id, limit: MOST_SPANS });
  const transcript = transcriptOf(trace);
  const output = textOf(trace.output);
  const policies = policiesIn(trace);
  const documents = documentsIn(trace);
  const tools = toolsIn(transcript);
  const inputs = inputsIn(transcript, trace);
  const evidence: Evidence[] = [
    ...tools.map((tool) => ({
      id: tool.id,
      kind: "tool" as const,
      label: `tool ${tool.name}`,
      value: [tool.arguments, tool.result],
    })),
    ...documents.map(({ id: key, name, version, text }) => ({
      id: key,
      kind: "document" as const,
      label: version === null ? name : `${name} (${version})`,
      value: text,
    })),
    ...inputs.map(({ text }, at) => ({
      id: `user ${at}`,
      kind: "user" as const,
      label: "what the user said",
      value: text,
    })),
    ...policies.map(({ text }, at) => ({
      id: `policy ${at}`,
      kind: "prompt" as const,
      label: "the instructions",
      value: text,
    })),
  ];
  const [stored, { comments }] = await Promise.all([
    readContent(ctx, { action: "decision.read", traceIds: [trace.trace_id] }, (tx) => {
      noteContent(tx, [trace.trace_id]);
      return readStored(tx, ctx, trace, policies, documents);
    }),
    listComments(ctx, trace.trace_id),
  ]);
  return {
    trace,
    ...stored,
    inputs,
    tools,
    calls: callsIn(trace),
    output,
    reviews: trace.scores.filter(({ source }) => source === "user" || source === "reviewer"),
    comments,
    path: pathOf(trace),
    claims:
      output === null
        ? []
        : foldRepeated(claimsOf(output, evidence), ({ unsupported, best }) =>
            JSON.stringify([unsupported, best]),
          ),
    actions:
      output === null
        ? []
        : foldRepeated(
            outcomesTold(checkActions(actionsOf(output), tools), stored.decision),
            ({ deed, state, by }) => JSON.stringify([deed, state, by]),
          ),
    evidence: Object.fromEntries(evidence.map(({ id: key, label }) => [key, label])),
    missing: missingOf(trace, documents),
  };
}

/** "Has been declined": of a decision that is its outcome, which no tool has to bring about. */
const outcomesTold = (actions: CheckedAction[], decision: DecisionRecord["decision"]): CheckedAction[] =>
  actions.map((action) =>
    action.state === "ghost" && decision !== null && (action.deed === "deny" || action.deed === "approve")
      ? { ...action, state: "reported" }
      : action,
  );

const textOf = (value: Json): string | null =>
  value === null ? null : typeof value === "string" ? value : JSON.stringify(value, null, 2);

function policiesIn(trace: TraceDocument): PolicyInForce[] {
  const found = new Map<string, PolicyInForce>();
  for (const { kind, prompt, system } of trace.spans) {
    if (kind !== "llm" || (prompt === null && system === null)) continue;
    const key = prompt?.fingerprint ?? system ?? "";
    if (found.has(key)) continue;
    found.set(key, {
      name: prompt?.name ?? null,
      version: prompt?.version ?? null,
      fingerprint: prompt?.fingerprint ?? null,
      note: null,
      firstSeenAt: null,
      text: system,
      supersededBy: null,
    });
  }
  return [...found.values()];
}

function documentsIn(trace: TraceDocument): DocumentInForce[] {
  const found = new Map<string, DocumentInForce>();
  for (const span of trace.spans)
    for (const [at, { id, content, metadata = {}, score, updated_at }] of (span.documents ?? []).entries()) {
      const word = (key: string): string | null =>
        typeof metadata[key] === "string" ? (metadata[key] as string) : null;
      const name = id ?? word("source") ?? word("title") ?? `document ${at + 1} of ${span.name}`;
      const updatedAt = updated_at ?? word("updated_at");
      const key = JSON.stringify([name, content]);
      if (found.has(key)) continue;
      found.set(key, {
        id: `document ${found.size}`,
        name,
        version: versionOf(metadata),
        updatedAt,
        ageMs: ageOf(trace.started_at, updatedAt),
        text: content,
        score,
        superseded: null,
      });
    }
  return [...found.values()];
}

function ageOf(at: string, updatedAt: string | null): number | null {
  const ms = updatedAt === null ? Number.NaN : Date.parse(at) - Date.parse(updatedAt);
  return Number.isNaN(ms) ? null : ms;
}

function toolsIn({ steps }: Transcript): DecisionRecord["tools"] {
  const calls = steps.flatMap((step): TranscriptCall[] =>
    step.type === "message" ? step.calls : step.type === "tool" ? [step.call] : [],
  );
  return calls.map((call, at) => ({
    id: call.spanId ?? `tool ${at}`,
    name: call.name,
    arguments: call.arguments,
    result: call.result,
    answered: call.answered,
    // Without an answer nobody knows whether it was done.
    failed: call.failed || !call.answered,
    error: call.error,
  }));
}

/** What people said, earlier turns included; of a trace without messages what it was given. */
function inputsIn({ steps }: Transcript, trace: TraceDocument): DecisionRecord["inputs"] {
  const said = steps.flatMap((step) =>
    step.type === "message" && !step.said && step.message.role === "user" ? textOfMessage(step.message) : [],
  );
  const root = trace.spans.find(({ parent_span_id }) => parent_span_id === null);
  const given = root?.input_value ?? null;
  const values = [
    ...(given !== null && typeof given === "object" ? [JSON.stringify(given, null, 2)] : []),
    ...(said.length > 0 ? said : [textOf(trace.input) ?? ""]),
  ].filter((text) => text.trim() !== "");
  return [...new Set(values)].map((text) => ({ who: "User", text }));
}

const callsIn = (trace: TraceDocument): ModelCall[] =>
  trace.spans
    .filter(({ kind }) => kind === "llm")
    .map((span: SpanDocument) => ({
      spanId: span.span_id,
      provider: span.provider,
      model: span.response_model ?? span.request_model,
      parameters: isObject(span.parameters) ? span.parameters : {},
      finishReason: span.finish_reason,
    }));

function missingOf(trace: TraceDocument, documents: readonly DocumentInForce[]): string[] {
  const undated = documents.filter(({ updatedAt }) => updatedAt === null).length;
  const unversioned = documents.filter(({ version }) => version === null).length;
  return [
    ...completenessParts(trace.completeness).flatMap(({ state, words }) => (state === false ? [words] : [])),
    ...(trace.release === null ? ["Release: which release of the system ran was not recorded"] : []),
    ...(trace.open ? ["End: the trace has not ended, more may come"] : []),
    ...(trace.next_cursor === null
      ? []
      : [`Steps: the trace has more than ${MOST_SPANS}, the first of them are here`]),
    ...(trace.notes.includes("truncated") ? ["Attributes: the client cut some before it sent them"] : []),
    ...(trace.erased_at ? ["Content: some was erased"] : []),
    ...(undated > 0 ? [`Documents: ${undated} of ${documents.length} say no date`] : []),
    ...(unversioned > 0 ? [`Documents: ${unversioned} of ${documents.length} say no version`] : []),
  ];
}

interface PromptRow {
  fingerprint: string;
  name: string;
  number: number;
  label: string | null;
  note: string | null;
  author: string | null;
  notedAt: string | null;
  firstSeenAt: string;
  nextNumber: number | null;
  nextLabel: string | null;
  nextSeenAt: string | null;
}

/** What the store knows of a trace besides its spans: its decision, its prompts' notes, later texts of its documents. */
async function readStored(
  tx: Tx,
  ctx: Context,
  trace: TraceDocument,
  policies: readonly PolicyInForce[],
  documents: readonly DocumentInForce[],
): Promise<Pick<DecisionRecord, "decision" | "policies" | "documents">> {
  const shardKey = shardKeyOf(ctx.project.shardKeys, trace.trace_id);
  const fingerprints = policies.flatMap(({ fingerprint }) => parseFingerprint(fingerprint ?? "") ?? []);
  const [[decision], versions, later] = await Promise.all([
    tx<NonNullable<DecisionRecord["decision"]>[]>`
      select subject, subject_hashed as "subjectHashed", outcome, reasons, marked_by as "markedBy", rule_name as rule,
        erased_at as "erasedAt"
      from decisions
      where project_id = ${ctx.project.id} and shard_key = ${shardKey} and trace_id = ${trace.trace_id}::uuid`,
    tx<PromptRow[]>`
      select v.fingerprint::text as fingerprint, p.name, v.number, v.label, v.note, v.note_author as author,
        v.noted_at as "notedAt", v.first_seen_at as "firstSeenAt", n.number as "nextNumber", n.label as "nextLabel",
        n.first_seen_at as "nextSeenAt"
      from prompt_versions v
      join prompts p on p.id = v.prompt_id and p.project_id = v.project_id
      left join lateral (
        select l.number, l.label, l.first_seen_at from prompt_versions l
        where l.project_id = v.project_id and l.prompt_id = v.prompt_id and l.first_seen_at > v.first_seen_at
        order by l.first_seen_at
        limit 1
      ) n on true
      where v.project_id = ${ctx.project.id} and v.fingerprint = any(${plainArray(fingerprints)}::bigint[])
      order by v.first_seen_at`,
    laterTexts(tx, ctx, trace, documents),
  ]);
  const prompts = versions.map((row) => ({ ...row, fingerprint: formatFingerprint(row.fingerprint) }));
  return {
    decision: decision ?? null,
    policies: policies.map((policy) => {
      const row =
        prompts.find(({ fingerprint, name }) => fingerprint === policy.fingerprint && name === policy.name) ??
        prompts.find(({ fingerprint }) => fingerprint === policy.fingerprint);
      if (row === undefined) return policy;
      return {
        ...policy,
        name: row.name,
        version: policy.version ?? row.label ?? String(row.number),
        firstSeenAt: row.firstSeenAt,
        note: row.note === null ? null : { text: row.note, author: row.author ?? "", at: row.notedAt ?? "" },
        supersededBy:
          row.nextNumber === null
            ? null
            : { version: row.nextLabel ?? String(row.nextNumber), firstSeenAt: row.nextSeenAt ?? "" },
      };
    }),
    documents: documents.map((document) => ({ ...document, superseded: later.get(document.name) ?? null })),
  };
}

/** When a later decision was first given a text under the same name that this trace was not given. */
async function laterTexts(
  tx: Tx,
  ctx: Context,
  trace: TraceDocument,
  documents: readonly DocumentInForce[],
): Promise<Map<string, { since: string; version: string | null }>> {
  if (documents.length === 0) return new Map();
  const mine = tx`project_id = ${ctx.project.id} and shard_key = any(${shardList(ctx)}::int[])`;
  const rows = await tx<{ name: string; since: string; version: string | null }[]>`
    with given as materialized (
      select distinct document_id, content_hash from decision_documents
      where ${mine} and trace_id = ${trace.trace_id}::uuid
        and document_id = any(${textArray(documents.map(({ name }) => name))}::text[])
    )
    select g.document_id as name, l.started_at as since, l.version
    from (select distinct document_id from given) g
    cross join lateral (
      select d.started_at, d.version from decision_documents d
      where d.project_id = ${ctx.project.id} and d.shard_key = any(${shardList(ctx)}::int[])
        and d.document_id = g.document_id and d.started_at > ${trace.started_at}::timestamptz
        and d.content_hash not in (select o.content_hash from given o where o.document_id = g.document_id)
      order by d.started_at
      limit 1
    ) l`;
  return new Map(rows.map(({ name, since, version }) => [name, { since, version }]));
}
