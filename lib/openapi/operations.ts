import { z } from "zod";

import { auditEntrySchema, auditQuerySchema } from "@/lib/audit/document";
import type { ApiKeyScope } from "@/lib/auth/api-key-scopes";
import {
  checkAnswerSchema,
  checkQuerySchema,
  releaseAnswerSchema,
  settleAnswerSchema,
  SettleInput,
} from "@/lib/budgets/check-schemas";
import { decisionListQuerySchema, decisionSchema } from "@/lib/decisions/document";
import { reportAnswerSchema, ReportInput } from "@/lib/decisions/report";
import { driftDocumentSchema, driftQuerySchema } from "@/lib/drift/document";
import {
  incidentDocumentSchema,
  incidentListQuerySchema,
  incidentSummarySchema,
} from "@/lib/incidents/document";
import { bundleSchema } from "@/lib/evidence/bundle";
import { evidenceQuerySchema } from "@/lib/evidence/schemas";
import { erasureAnswerSchema, ErasureInput } from "@/lib/erasures/schemas";
import { InteractionInput } from "@/lib/ingest/interaction-schema";
import { ScoreInput } from "@/lib/ingest/scores";
import { metricQuerySchema } from "@/lib/metrics/metric-query";
import { metricAnswerSchema } from "@/lib/metrics/series";
import { getSessionQuerySchema } from "@/lib/sessions/get-session";
import { ApplyOptions, applyAnswerSchema, MonitorFile } from "@/lib/monitors/apply-monitors";
import { diagnosisSchema } from "@/lib/replay-server/diagnosis";
import {
  promptDocumentSchema,
  promptListQuerySchema,
  promptListSchema,
  promptQuerySchema,
} from "@/lib/prompts/document";
import { sessionDocumentSchema, sessionSummarySchema } from "@/lib/sessions/session";
import { traceDocumentSchema } from "@/lib/traces/document";
import { traceListQuerySchema } from "@/lib/traces/filter";
import { getTraceQuerySchema } from "@/lib/traces/get-trace";
import { traceSummarySchema } from "@/lib/traces/summary";

/** One call of the public API: what it is for, what it takes, what it gives. */
export interface Operation {
  method: "get" | "post" | "put" | "delete";
  path: string;
  /** Stable: clients generated from the description name their functions after it. */
  id: string;
  section: "Write" | "Read" | "Budgets" | "Monitors" | "Erase" | "Prove";
  summary: string;
  description: string;
  scope: ApiKeyScope;
  query?: z.ZodObject;
  body?: { schema: z.ZodType; name: string };
  answer: { schema: z.ZodType; name: string; description: string };
  /** Parameters or body of the example. */
  example: { path?: string; query?: string; body?: unknown };
}

const nextCursor = z
  .string()
  .nullable()
  .meta({ description: "Hand it back as `cursor` for the next page; null at the end." });

const rejection = z.object({
  index: z.number().meta({ description: "Position in the request." }),
  code: z.string(),
  message: z.string(),
});

const example = {
  name: "answer",
  started_at: "2026-01-31T08:00:00.000Z",
  ended_at: "2026-01-31T08:00:02.500Z",
  feature: "support",
  user_id: "u-17",
  prompt: { name: "support", version: "3", system: "You answer questions about parcels." },
  context: [{ id: "faq-4", content: "Parcels take three days.", score: 0.82 }],
  model: "gpt-4o-mini",
  provider: "openai",
  messages: [{ role: "user", content: "Where is my parcel?" }],
  output: "It arrives tomorrow.",
  usage: { input_total: 42, output_total: 7 },
};

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const asked = [{ role: "user", content: "Where is my parcel?" }];

export const OPERATIONS: readonly Operation[] = [
  {
    method: "post",
    path: "/api/v1/interactions",
    id: "recordInteractions",
    section: "Write",
    summary: "Record interactions",
    description:
      "Everything an application without OpenTelemetry needs, in one call: prompt, context, tools, messages, output, usage. Good interactions of a request are kept when others are refused. The same `id` again changes nothing.",
    scope: "ingest",
    body: {
      schema: z.union([InteractionInput, z.object({ interactions: z.array(InteractionInput).max(1000) })]),
      name: "Interactions",
    },
    answer: {
      schema: z.object({
        accepted: z.number(),
        rejected: z.array(rejection),
        trace_ids: z.array(z.string()),
      }),
      name: "InteractionsAnswer",
      description: "Stored: the answer comes after the commit.",
    },
    example: { body: example },
  },
  {
    method: "post",
    path: "/api/v1/scores",
    id: "recordScore",
    section: "Write",
    summary: "Record a score",
    description: "A judgement of a trace, one of its spans, or a session. The same `id` again replaces it.",
    scope: "ingest",
    body: { schema: ScoreInput, name: "ScoreInput" },
    answer: { schema: z.object({ id: z.string() }), name: "ScoreAnswer", description: "Stored." },
    example: {
      body: { trace_id: "4bf92f3577b34da6a3ce929d0e0e4736", name: "helpful", value: true, source: "user" },
    },
  },
  {
    method: "get",
    path: "/api/v1/traces",
    id: "listTraces",
    section: "Read",
    summary: "List traces",
    description:
      "Traces that pass a filter, newest first. A repeated parameter means any of its values. With `q`, a page may be short and still have a `next_cursor`: text is searched for a limited time, and `searched_to` says how far back; each trace has a `hit`: where the text was found first, with what stands around it. Texts of fewer than three letters (one character of Chinese) are slower.",
    scope: "read",
    query: traceListQuerySchema,
    answer: {
      schema: z.object({
        data: z.array(traceSummarySchema),
        next_cursor: nextCursor,
        searched_to: z.string().optional(),
      }),
      name: "TracePage",
      description: "A page of traces.",
    },
    example: { query: "feature=support&status=error&limit=20" },
  },
  {
    method: "get",
    path: "/api/v1/traces/{trace_id}",
    id: "getTrace",
    section: "Read",
    summary: "Open a trace",
    description:
      "Everything about one interaction: its spans with what the model saw and said, tools, documents, tokens, cost, scores. The id may also be a UUID, or the text by which a Langfuse client named the trace.",
    scope: "read",
    query: getTraceQuerySchema,
    answer: { schema: traceDocumentSchema, name: "TraceDocument", description: "The trace." },
    example: { path: "/api/v1/traces/4bf92f3577b34da6a3ce929d0e0e4736", query: "include=content,attributes" },
  },
  ...(
    [
      ["chat/completions", "replayChatCompletion", "OpenAI's chat completions", { messages: asked }],
      ["responses", "replayResponse", "OpenAI's Responses", { input: "Where is my parcel?" }],
      ["messages", "replayMessage", "Anthropic's Messages", { messages: asked, max_tokens: 100 }],
    ] as const
  ).flatMap(([path, id, format, body]): Operation[] => [
    {
      method: "post",
      path: `/api/v1/replay/{trace_id}/v1/${path}`,
      id,
      section: "Read",
      summary: `Replay a model call as ${format}`,
      description: `Answers a model call from the recording of a trace, in the format of ${format}, streamed with \`stream: true\`. Calls are found by their messages: spelling of numbers, order of keys, Unicode form and white space in JSON of tools, and ids of tool calls make no difference. Several calls that were asked the same are answered in turn. Headers say which span answered (\`recount-span-id\`), what that saved (\`recount-saved-usd\`, \`recount-saved-ms\`) and what was not recorded (\`recount-not-recorded\`). What was not recorded is 404 in the provider's form, with \`error.recount\` saying how the request differs from the nearest call.`,
      scope: "read",
      body: { schema: z.looseObject({}), name: `${id[0]?.toUpperCase()}${id.slice(1)}Request` },
      answer: {
        schema: z.looseObject({}),
        name: `${id[0]?.toUpperCase()}${id.slice(1)}Answer`,
        description: `As ${format} answer.`,
      },
      example: { path: `/api/v1/replay/${TRACE_ID}/v1/${path}`, body: { model: "gpt-4o-mini", ...body } },
    },
    {
      method: "post",
      path: `/api/v1/replay/{trace_id}/until/{until}/{provider_id}/v1/${path}`,
      id: `${id}Until`,
      section: "Read",
      summary: `Replay a model call as ${format} up to a call, then go on`,
      description: `As without \`until\` where one of the trace's first model calls was asked this. Every other request is sent on, as it is, to a provider of the project, whose answer comes back as it is with the header \`recount-passed-on\` saying why. Costs money at that provider; needs a key with the scope \`run\`. A project has 1,000 such calls an hour.`,
      scope: "run",
      body: { schema: z.looseObject({}), name: `${id[0]?.toUpperCase()}${id.slice(1)}UntilRequest` },
      answer: {
        schema: z.looseObject({}),
        name: `${id[0]?.toUpperCase()}${id.slice(1)}UntilAnswer`,
        description: `As ${format} answer.`,
      },
      example: {
        path: `/api/v1/replay/${TRACE_ID}/until/3/1/v1/${path}`,
        body: { model: "gpt-4o-mini", ...body },
      },
    },
  ]),
  {
    method: "get",
    path: "/api/v1/replay/{trace_id}/v1/models",
    id: "listReplayModels",
    section: "Read",
    summary: "List the models of a recording",
    description: "Models that the calls of a trace name, as clients of OpenAI and Anthropic read them.",
    scope: "read",
    answer: { schema: z.looseObject({}), name: "ReplayModels", description: "Models." },
    example: { path: `/api/v1/replay/${TRACE_ID}/v1/models` },
  },
  {
    method: "get",
    path: "/api/v1/replay/{trace_id}/doctor",
    id: "examineReplay",
    section: "Read",
    summary: "Examine a recording",
    description: "What stands in the way of replaying a trace, span by span, and what a replay saves.",
    scope: "read",
    answer: { schema: diagnosisSchema, name: "ReplayDiagnosis", description: "The diagnosis." },
    example: { path: `/api/v1/replay/${TRACE_ID}/doctor` },
  },
  {
    method: "post",
    path: "/api/v1/reports",
    id: "reportAnswer",
    section: "Write",
    summary: "Report an answer",
    description:
      "What an end user finds wrong with an answer, sent by their browser with a key of the scope `report`, which may stand in a page. It becomes a score `reported_error` of the trace. One address sends one every five seconds, a project takes five a second. Whether the trace exists is not told.",
    scope: "report",
    body: { schema: ReportInput, name: "ReportInput" },
    answer: { schema: reportAnswerSchema, name: "ReportAnswer", description: "Stored." },
    example: { body: { trace_id: TRACE_ID, reason: "wrong", comment: "The date is not mine." } },
  },
  {
    method: "get",
    path: "/api/v1/decisions",
    id: "listDecisions",
    section: "Read",
    summary: "List decisions",
    description:
      "Traces that decided about somebody, the newest first: by subject, outcome, document, prompt version, tool. `format=csv` gives the whole list.",
    scope: "read",
    query: decisionListQuerySchema,
    answer: {
      schema: z.object({ data: z.array(decisionSchema), next_cursor: nextCursor }),
      name: "DecisionPage",
      description: "A page of decisions.",
    },
    example: { query: "subject=C-17" },
  },
  {
    method: "get",
    path: "/api/v1/sessions",
    id: "listSessions",
    section: "Read",
    summary: "List sessions",
    description:
      "Conversations with a trace that passes the filter, the last active first. `q` is the beginning of a session id.",
    scope: "read",
    query: z.object(traceListQuerySchema.shape).omit({ format: true }),
    answer: {
      schema: z.object({ data: z.array(sessionSummarySchema), next_cursor: nextCursor }),
      name: "SessionPage",
      description: "A page of sessions.",
    },
    example: { query: "user=u-17" },
  },
  {
    method: "get",
    path: "/api/v1/sessions/{session_id}",
    id: "getSession",
    section: "Read",
    summary: "Open a session",
    description: "A conversation with its traces, oldest first, its cost and its scores.",
    scope: "read",
    query: getSessionQuerySchema,
    answer: { schema: sessionDocumentSchema, name: "SessionDocument", description: "The session." },
    example: { path: "/api/v1/sessions/s-1" },
  },
  {
    method: "get",
    path: "/api/v1/metrics",
    id: "queryMetrics",
    section: "Read",
    summary: "Measure",
    description:
      "One metric over time, in one series or one for each value of `group_by`. Figures are exact at every moment; percentiles are at most 2 % off. Cost and tokens over any grouping add up to the total.",
    scope: "read",
    query: metricQuerySchema,
    answer: { schema: metricAnswerSchema, name: "MetricAnswer", description: "Series." },
    example: { query: "metric=cost_usd&group_by=feature&interval=day" },
  },
  {
    method: "get",
    path: "/api/v1/prompts",
    id: "listPrompts",
    section: "Read",
    summary: "List prompts",
    description:
      "Prompts that were found in traffic, each with its newest version and what it did in the range, the most used first. With `feature`, those that did anything in it.",
    scope: "read",
    query: promptListQuerySchema,
    answer: { schema: promptListSchema, name: "PromptList", description: "Prompts." },
    example: { query: "feature=support&from=2026-01-01&to=2026-02-01" },
  },
  {
    method: "get",
    path: "/api/v1/prompts/{prompt_id}",
    id: "getPrompt",
    section: "Read",
    summary: "Open a prompt",
    description:
      "A prompt with its versions and what each did in the range, with intervals, and where it is used. The id may also be the fingerprint of a version (16 hex digits).",
    scope: "read",
    query: promptQuerySchema,
    answer: { schema: promptDocumentSchema, name: "PromptDocument", description: "The prompt." },
    example: { path: "/api/v1/prompts/17", query: "include=content" },
  },
  {
    method: "get",
    path: "/api/v1/drift",
    id: "getDrift",
    section: "Read",
    summary: "See drift",
    description:
      "What moved and its likely causes, and of every signal that is watched whether it is judged now, how much evidence there is and what it would have shown. Features with findings first.",
    scope: "read",
    query: driftQuerySchema,
    answer: { schema: driftDocumentSchema, name: "DriftDocument", description: "Drift by feature." },
    example: { query: "feature=support" },
  },
  {
    method: "get",
    path: "/api/v1/incidents",
    id: "listIncidents",
    section: "Read",
    summary: "List incidents",
    description: "What somebody should look at, or had to, the newest first.",
    scope: "read",
    query: incidentListQuerySchema,
    answer: {
      schema: z.object({ data: z.array(incidentSummarySchema), next_cursor: nextCursor }),
      name: "IncidentPage",
      description: "A page of incidents.",
    },
    example: { query: "state=open&state=acknowledged&severity=alert" },
  },
  {
    method: "get",
    path: "/api/v1/incidents/{incident_id}",
    id: "getIncident",
    section: "Read",
    summary: "Open an incident",
    description:
      "An incident with its findings, its timeline, what sets affected interactions apart, its examples and its post-mortem. Traces are named, not told.",
    scope: "read",
    answer: { schema: incidentDocumentSchema, name: "IncidentDocument", description: "The incident." },
    example: { path: "/api/v1/incidents/17" },
  },
  {
    method: "get",
    path: "/api/v1/audit",
    id: "listAudit",
    section: "Read",
    summary: "Read the audit log",
    description:
      "Who did and saw what, the newest first: changes, sign-ins, and every read of what was said in traces. A row never changes. Rows of the last seconds may still come in before others that were read: whoever collects the log asks again for a few minutes before where they stopped.",
    scope: "audit",
    query: auditQuerySchema,
    answer: {
      schema: z.object({ data: z.array(auditEntrySchema), next_cursor: nextCursor }),
      name: "AuditPage",
      description: "A page of the audit log.",
    },
    example: { query: "kind=read&target=4bf92f3577b34da6a3ce929d0e0e4736&limit=50" },
  },
  {
    method: "get",
    path: "/api/v1/budgets/check",
    id: "checkBudgets",
    section: "Budgets",
    summary: "May I call?",
    description:
      "Compares what was spent with every budget that concerns a call, so that an application can stop itself or call a cheaper model. Say all that is known of the call: a budget that asks for a word which is not said does not concern it. Sums hold every call that has been derived, seconds after its span was sent, and amounts that are held. With `reserve_usd` the amount is held in all of these budgets, or in none.",
    scope: "budgets",
    query: checkQuerySchema,
    answer: {
      schema: checkAnswerSchema,
      name: "BudgetCheck",
      description: "Whether the call is within its budgets.",
    },
    example: { query: "feature=support&user=u-17&environment=production&reserve_usd=0.02" },
  },
  {
    method: "post",
    path: "/api/v1/budgets/reservations/{reservation_id}/settle",
    id: "settleReservation",
    section: "Budgets",
    summary: "Settle a reservation",
    description:
      "After the call: its cost is held instead of what was reserved until everything stored by then is counted, so that it is never in neither sum, and in both for seconds at most. Again changes the amount.",
    scope: "budgets",
    body: { schema: SettleInput, name: "Settlement" },
    answer: { schema: settleAnswerSchema, name: "SettlementAnswer", description: "Settled." },
    example: {
      path: "/api/v1/budgets/reservations/0b6c0f6e-53f3-4a55-9f9e-0f6a5f1f7c11/settle",
      body: { cost_usd: "0.0137" },
    },
  },
  {
    method: "delete",
    path: "/api/v1/budgets/reservations/{reservation_id}",
    id: "releaseReservation",
    section: "Budgets",
    summary: "Release a reservation",
    description: "The call was not made: nothing is held for it any more.",
    scope: "budgets",
    answer: { schema: releaseAnswerSchema, name: "ReleaseAnswer", description: "Released." },
    example: { path: "/api/v1/budgets/reservations/0b6c0f6e-53f3-4a55-9f9e-0f6a5f1f7c11" },
  },
  {
    method: "get",
    path: "/api/v1/monitors",
    id: "listMonitors",
    section: "Monitors",
    summary: "Export monitors",
    description: "Every monitor of the project, as `PUT` takes them back.",
    scope: "read",
    answer: { schema: MonitorFile, name: "MonitorFile", description: "Monitors." },
    example: {},
  },
  {
    method: "put",
    path: "/api/v1/monitors",
    id: "applyMonitors",
    section: "Monitors",
    summary: "Apply monitors",
    description:
      "Makes the project's monitors what is given, by name; the same again changes nothing. All of it is done, or none. Needs a key with the scope `admin`.",
    scope: "admin",
    query: ApplyOptions,
    body: { schema: MonitorFile, name: "Monitors" },
    answer: {
      schema: applyAnswerSchema,
      name: "MonitorsAnswer",
      description: "Names, by what became of them.",
    },
    example: {
      query: "dry_run=true",
      body: {
        monitors: [
          {
            name: "Support is slow",
            kind: "threshold",
            metric: "latency",
            quantile: "p95",
            filters: { feature: ["support"] },
            window: "15m",
            direction: "above",
            warning: 8000,
            alert: 15000,
            min_count: 20,
          },
        ],
      },
    },
  },
  {
    method: "post",
    path: "/api/v1/erasures",
    id: "erase",
    section: "Erase",
    summary: "Erase what was said",
    description:
      "Erases all that some traces carry, or blackens a text wherever spans of some days carry it. Rows, figures and scores of the traces stay, and say when their content was erased. What several traces share stays for those that are not erased. The same again changes nothing. Stored before the request means erased when it is answered; the bytes leave the database's files soon after. Needs a key with the scope `admin`.",
    scope: "admin",
    body: { schema: ErasureInput, name: "ErasureInput" },
    answer: { schema: erasureAnswerSchema, name: "ErasureAnswer", description: "Erased." },
    example: { body: { traces: ["4bf92f3577b34da6a3ce929d0e0e4736"] } },
  },
  {
    method: "get",
    path: "/api/v1/evidence",
    id: "makeEvidence",
    section: "Prove",
    summary: "Save evidence that a stranger can check",
    description:
      "Records of a decision, an incident, a subject or a range of time as they were sealed, with proofs, signed heads and keys: checked off-line by `recount-verify.js` or by hand. With `format=html` (unless told otherwise) a page that reads and checks itself. What has not settled yet is sealed first, which takes some seconds. Up to 500 traces. Making it is logged. Needs a key with the scope `admin`.",
    scope: "admin",
    query: evidenceQuerySchema,
    answer: { schema: bundleSchema, name: "Evidence", description: "The file; as JSON with `format=json`." },
    example: { query: "kind=trace&of=4bf92f3577b34da6a3ce929d0e0e4736&format=json" },
  },
];
