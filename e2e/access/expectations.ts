import type { Role } from "@/lib/context";

/** Who may do what, route by route, in words of its own: this is compared with what the instance answers. */

const ALL: readonly Role[] = ["engineer", "manager", "compliance", "admin"];
const ADMINS: readonly Role[] = ["admin"];
const OFFICERS: readonly Role[] = ["compliance", "admin"];
const ENGINEERS: readonly Role[] = ["engineer", "admin"];
/** Whoever may read what was said. */
export const READERS: readonly Role[] = ["engineer", "compliance", "admin"];
/** Whoever may read the audit log. */
export const AUDITORS: readonly Role[] = ["compliance", "admin"];
const SPENDERS: readonly Role[] = ["engineer", "manager", "admin"];

/**
 * Pages. `members`: of the project, in any role; somebody else is told that there is nothing, the signed-out are sent to sign in.
 * `anybody`: without a session too. `signed-in`: whoever has an account.
 */
export const PAGES: Record<string, "members" | "anybody" | "signed-in" | "leads on"> = {
  "/": "leads on",
  "/api-reference": "anybody",
  "/api-reference/[call]": "anybody",
  "/docs/[[...page]]": "anybody",
  "/invitation/[token]": "anybody",
  "/new-project": "signed-in",
  "/p/[project]/budgets": "members",
  "/p/[project]/budgets/[budgetId]": "members",
  "/p/[project]/budgets/[budgetId]/edit": "members",
  "/p/[project]/budgets/new": "members",
  "/p/[project]/compliance": "members",
  "/p/[project]/compliance/audit": "members",
  "/p/[project]/compliance/checklist": "members",
  "/p/[project]/compliance/decisions": "members",
  "/p/[project]/compliance/decisions/[traceId]": "members",
  "/p/[project]/compliance/decisions/rules": "members",
  "/p/[project]/compliance/seals": "members",
  "/p/[project]/cost": "members",
  "/p/[project]/drift": "members",
  "/p/[project]/experiments": "members",
  "/p/[project]/experiments/[experimentId]": "members",
  "/p/[project]/getting-started": "members",
  "/p/[project]/incidents": "members",
  "/p/[project]/incidents/[incidentId]": "members",
  "/p/[project]/incidents/[incidentId]/examples/[traceId]": "members",
  "/p/[project]/incidents/[incidentId]/post-mortem": "members",
  "/p/[project]/latency": "members",
  "/p/[project]/mentions": "members",
  "/p/[project]/monitors": "members",
  "/p/[project]/monitors/[monitorId]": "members",
  "/p/[project]/monitors/[monitorId]/edit": "members",
  "/p/[project]/monitors/import": "members",
  "/p/[project]/monitors/new": "members",
  "/p/[project]/overview": "members",
  "/p/[project]/prompts": "members",
  "/p/[project]/prompts/[promptId]": "members",
  "/p/[project]/sessions": "members",
  "/p/[project]/sessions/[sessionId]": "members",
  "/p/[project]/settings": "leads on",
  "/p/[project]/settings/ingest": "members",
  "/p/[project]/settings/jobs": "members",
  "/p/[project]/settings/keys": "members",
  "/p/[project]/settings/members": "members",
  "/p/[project]/settings/notifications": "members",
  "/p/[project]/settings/prices": "members",
  "/p/[project]/settings/profile": "members",
  "/p/[project]/settings/project": "members",
  "/p/[project]/settings/providers": "members",
  "/p/[project]/traces": "members",
  "/p/[project]/traces/[traceId]": "members",
  "/p/[project]/traces/[traceId]/compare": "members",
  "/p/[project]/traces/[traceId]/spans/[spanId]/run": "members",
  "/p/[project]/users": "members",
  "/p/[project]/users/[userId]": "members",
  "/sign-in": "leads on",
};

/** Whoever may spend money on calls that are made again. */
export const RUNNERS: readonly Role[] = ENGINEERS;

/** Whoever may make files of evidence. */
export const PROVERS: readonly Role[] = ["compliance"];

/**
 * What a route of the console asks for: a session of a member, of one who reads what was said, of one who runs calls, a key's scope, or
 * nothing.
 */
export const ROUTES: Record<
  string,
  "members" | "readers" | "runners" | "auditors" | "provers" | "read" | "run" | "audit" | "admin" | "anybody"
> = {
  "GET /api/auth/[...nextauth]": "anybody",
  "POST /api/auth/[...nextauth]": "anybody",
  "GET /api/console/[project]/audit": "auditors",
  "GET /api/console/[project]/audit/export": "auditors",
  "GET /api/console/[project]/bookmarks": "members",
  "GET /api/console/[project]/budgets/export": "members",
  "GET /api/console/[project]/decisions/export": "readers",
  "GET /api/console/[project]/evidence": "provers",
  "GET /api/console/[project]/find": "members",
  "GET /api/console/[project]/incidents": "members",
  "GET /api/console/[project]/incidents/[incidentId]/examples/[traceId]": "readers",
  "GET /api/console/[project]/incidents/[incidentId]/examples/[traceId]/spans/[spanId]": "readers",
  "GET /api/console/[project]/incidents/[incidentId]/post-mortem": "members",
  "GET /api/console/[project]/incidents/export": "members",
  "GET /api/console/[project]/latency/box": "members",
  "GET /api/console/[project]/monitors/export": "members",
  "GET /api/console/[project]/newest-trace": "members",
  "GET /api/console/[project]/notifications/export": "members",
  "GET /api/console/[project]/palette": "members",
  "GET /api/console/[project]/people": "readers",
  "GET /api/console/[project]/prices/export": "members",
  "GET /api/console/[project]/prices/repricings": "members",
  "GET /api/console/[project]/prompts/[promptId]/export": "members",
  "GET /api/console/[project]/prompts/export": "members",
  "GET /api/console/[project]/seals/keys": "auditors",
  "GET /api/console/[project]/seals/verify": "auditors",
  "GET /api/console/[project]/sessions": "members",
  "GET /api/console/[project]/traces": "members",
  "GET /api/console/[project]/traces/[traceId]": "members",
  "GET /api/console/[project]/traces/[traceId]/doctor": "readers",
  "GET /api/console/[project]/traces/[traceId]/readers": "auditors",
  "GET /api/console/[project]/traces/[traceId]/spans": "members",
  "GET /api/console/[project]/traces/[traceId]/spans/[spanId]": "members",
  "GET /api/console/[project]/traces/[traceId]/share": "members",
  "GET /api/console/[project]/traces/export": "members",
  "GET /api/console/[project]/traces/selected": "members",
  "GET /api/console/[project]/users/export": "members",
  "GET /api/console/[project]/traces/facets": "members",
  "GET /api/console/[project]/traces/histogram": "members",
  "GET /api/health/live": "anybody",
  "GET /api/health/ready": "anybody",
  "GET /api/metrics": "admin",
  "GET /api/openapi.json": "anybody",
  "GET /api/recount-verify.js": "anybody",
  "GET /api/v1/audit": "audit",
  "GET /api/v1/decisions": "read",
  "GET /api/v1/drift": "read",
  "GET /api/v1/evidence": "admin",
  "GET /api/v1/incidents": "read",
  "GET /api/v1/incidents/[incident_id]": "read",
  "GET /api/monitors.schema.json": "anybody",
  "GET /api/v1/metrics": "read",
  "GET /api/v1/monitors": "read",
  "GET /api/v1/replay/[trace_id]/doctor": "read",
  "GET /api/v1/replay/[trace_id]/until/[until]/[provider_id]/v1/models": "read",
  "GET /api/v1/replay/[trace_id]/v1/models": "read",
  "GET /api/v1/prompts": "read",
  "GET /api/v1/prompts/[prompt_id]": "read",
  "GET /api/v1/sessions": "read",
  "GET /api/v1/sessions/[session_id]": "read",
  "GET /api/v1/traces": "read",
  "GET /api/v1/traces/[trace_id]": "read",
  "POST /api/console/[project]/experiments": "runners",
  "POST /api/v1/erasures": "admin",
  "POST /api/v1/replay/[trace_id]/until/[until]/[provider_id]/v1/chat/completions": "run",
  "POST /api/v1/replay/[trace_id]/until/[until]/[provider_id]/v1/messages": "run",
  "POST /api/v1/replay/[trace_id]/until/[until]/[provider_id]/v1/responses": "run",
  "POST /api/v1/replay/[trace_id]/v1/chat/completions": "read",
  "POST /api/v1/replay/[trace_id]/v1/messages": "read",
  "POST /api/v1/replay/[trace_id]/v1/responses": "read",
  "PUT /api/v1/monitors": "admin",
};

type Scope = "ingest" | "budgets" | "read" | "audit" | "admin" | "report";

/** Which keys an endpoint of the server lets in; an admin's key it lets in anyway. `anybody`: it asks for none. */
export const ENDPOINTS: Record<string, readonly Scope[] | "anybody"> = {
  budget_check: ["budgets", "read"],
  budget_release: ["budgets"],
  budget_settle: ["budgets"],
  health_live: "anybody",
  health_ready: "anybody",
  interactions: ["ingest"],
  langfuse_health: "anybody",
  langfuse_ingestion: ["ingest"],
  langfuse_media: ["ingest"],
  langfuse_projects: ["ingest"],
  langfuse_prompts: ["ingest"],
  langfuse_scores: ["ingest"],
  langsmith_feedback: ["ingest"],
  langsmith_info: "anybody",
  langsmith_runs: ["ingest"],
  langsmith_sessions: ["ingest"],
  langsmith_unsupported: "anybody",
  metrics: [],
  otlp_logs: ["ingest"],
  otlp_metrics: ["ingest"],
  otlp_traces: ["ingest"],
  reports: ["report"],
  scores: ["ingest"],
};

/** What LangSmith has and Recount has not: a sentence for everybody, whatever their key. */
export const UNSUPPORTED: readonly string[] = [
  "DELETE langsmith_feedback /feedback/x",
  "DELETE langsmith_sessions /sessions/x",
  "GET langsmith_feedback /feedback",
  "GET langsmith_feedback /feedback/x",
  "GET langsmith_runs /runs/x",
  "GET langsmith_sessions /sessions/x",
  "POST langsmith_feedback /feedback/x",
  "POST langsmith_runs /runs/x",
];

/**
 * Server actions: the roles that may, of the project that stands first among the arguments. `own`: they concern the account of
 * whoever calls, in no project.
 */
export const ACTIONS: Record<string, readonly Role[] | "own" | "anybody"> = {
  acceptAsUserAction: "own",
  acceptDriftAction: ENGINEERS,
  acceptWithNewAccountAction: "anybody",
  addChannelAction: ADMINS,
  addDecisionRuleAction: OFFICERS,
  addProviderAction: ADMINS,
  applyDecisionRulesAction: OFFICERS,
  applyListAction: ADMINS,
  applyMonitorsAction: ENGINEERS,
  backTestAction: ALL,
  bookmarkTracesAction: ALL,
  cancelRepricingAction: ADMINS,
  changeChannelAction: ADMINS,
  changeCommentAction: ENGINEERS,
  changeIncidentAction: ENGINEERS,
  changeKeyLimitsAction: ADMINS,
  changePasswordAction: "own",
  changeProviderAction: ADMINS,
  changeQuotaAction: ADMINS,
  changeRoleAction: ADMINS,
  compareAnswersAction: ALL,
  changeViewAction: ALL,
  createFirstKeyAction: ADMINS,
  createKeyAction: ADMINS,
  createProjectAction: "own",
  deleteBudgetAction: SPENDERS,
  deleteExperimentAction: ENGINEERS,
  deleteMonitorAction: ENGINEERS,
  deleteObjectiveAction: ENGINEERS,
  deleteQuarantinedAction: ADMINS,
  // For all projects: an admin of every one of them may, and nobody here is.
  dropListAction: [],
  inviteAction: ADMINS,
  keepTracesAction: ENGINEERS,
  muteMonitorAction: ENGINEERS,
  pauseBudgetAction: SPENDERS,
  pauseChannelAction: ADMINS,
  pinBaselineAction: ENGINEERS,
  hashSubjectsAction: OFFICERS,
  previewAction: ADMINS,
  previewDecisionRuleAction: OFFICERS,
  previewBudgetAction: ALL,
  previewExperimentAction: ENGINEERS,
  proposeListAction: ADMINS,
  raiseLimitAction: SPENDERS,
  readDeliveryAction: ALL,
  readPromptDiffAction: READERS,
  removeChannelAction: ADMINS,
  removeMemberAction: ADMINS,
  removePriceAction: ADMINS,
  removeDecisionRuleAction: OFFICERS,
  removeProviderAction: ADMINS,
  renameAction: "own",
  repriceAction: ADMINS,
  revokeInvitationAction: ADMINS,
  revokeKeyAction: ADMINS,
  saveBudgetAction: SPENDERS,
  saveMonitorAction: ENGINEERS,
  saveObjectiveAction: ENGINEERS,
  savePromptNoteAction: ENGINEERS,
  savePostMortemAction: ENGINEERS,
  savePriceAction: ADMINS,
  seeMentionsAction: READERS,
  saveViewAction: ALL,
  sendAgainAction: ADMINS,
  sendTestAction: ADMINS,
  setPromiseAction: ENGINEERS,
  setEstimatesAction: ADMINS,
  signOutAction: "anybody",
  stopDecisionRulesAction: OFFICERS,
  testProviderAction: ADMINS,
  unkeepTraceAction: ENGINEERS,
  updateProjectAction: ADMINS,
  writeCommentAction: ENGINEERS,
  writeScoreAction: ENGINEERS,
};

/** Words that were put into the project, and the roles that may find them in any answer. Whoever is no member finds none. */
export const CANARIES: Record<string, readonly Role[]> = {
  "canary-content": READERS,
  "canary-comment": READERS,
  "canary-category": READERS,
  "canary-prefix": ADMINS,
  "canary-invited": ADMINS,
  "canary-key": ALL,
  "canary-channel": ALL,
  "canary-feature": ALL,
  "canary-budget": ALL,
  "canary-incident": ALL,
  "canary-experiment": READERS,
};

/** Of those the words that were said, or say what was. */
export const SAID: readonly string[] = [
  "canary-content",
  "canary-comment",
  "canary-category",
  "canary-experiment",
];

const RANGE = "range=30d";

/** How pages and routes are asked so that they give as much as they can. */
export const VIEWS: Readonly<Record<string, readonly string[]>> = {
  "/p/[project]/experiments": ["?"],
  "/p/[project]/prompts/[promptId]": ["?", "?from=1&to=1"],
  "/p/[project]/sessions": [`?${RANGE}`],
  "/p/[project]/traces": [`?${RANGE}`, `?${RANGE}&q=canary-conten`],
  "/p/[project]/users": [`?${RANGE}`],
  "/p/[project]/users/[userId]": [`?${RANGE}`],
  "/p/[project]/traces/[traceId]": ["?view=replay", "?view=timeline", "?view=transcript", "?view=raw"],
  "/p/[project]/traces/[traceId]/compare": ["?with=[traceId]"],
  "GET /api/console/[project]/find": ["?trace=[traceId]&q=canary-conten"],
  "GET /api/console/[project]/incidents/[incidentId]/examples/[traceId]": ["?download"],
  "GET /api/console/[project]/incidents/[incidentId]/post-mortem": ["?format=html", "?format=json"],
  "GET /api/console/[project]/palette": ["?q=canary"],
  "GET /api/console/[project]/traces": [`?${RANGE}`, `?${RANGE}&q=canary-conten`],
  "GET /api/console/[project]/traces/[traceId]": ["?download", "?include=attributes"],
  "GET /api/console/[project]/traces/[traceId]/share": ["?format=html", "?format=json", "?format=replay"],
  "GET /api/console/[project]/traces/export": [`?${RANGE}&format=csv`, `?${RANGE}&format=json`],
  "GET /api/console/[project]/traces/facets": [`?${RANGE}&q=canary-conten`],
  "GET /api/console/[project]/traces/histogram": [`?${RANGE}&q=canary-conten`],
  "GET /api/console/[project]/traces/selected": ["?id=[traceId]"],
  "GET /api/v1/prompts/[prompt_id]": ["?include=content"],
  "GET /api/v1/traces": ["?q=canary-conten", "?format=csv"],
  "GET /api/v1/traces/[trace_id]": ["?include=content,attributes"],
};

const asked = [
  { role: "system", content: "canary-content of a prompt" },
  { role: "user", content: "canary-content" },
];

/** Calls that are answered from the recording. */
export const REPLAYED: Readonly<Record<string, object>> = {
  "POST /api/v1/replay/[trace_id]/v1/chat/completions": { model: "gpt-4o-mini", messages: asked },
  "POST /api/v1/replay/[trace_id]/v1/messages": {
    ...{ model: "gpt-4o-mini", max_tokens: 100, system: "canary-content of a prompt" },
    messages: asked.slice(1),
  },
  "POST /api/v1/replay/[trace_id]/v1/responses": {
    ...{ model: "gpt-4o-mini", instructions: "canary-content of a prompt" },
    input: asked.slice(1),
  },
};

/**
 * Everything that gives something of what was said to somebody who may read it. A route that gives it and does not stand here fails,
 * and so does one that gives it without a row in the audit log.
 */
export const GIVES_CONTENT: readonly string[] = [
  "/p/[project]/compliance/decisions/[traceId]",
  "/p/[project]/experiments",
  "/p/[project]/experiments/[experimentId]",
  "/p/[project]/incidents/[incidentId]/examples/[traceId]",
  "/p/[project]/prompts/[promptId]",
  "/p/[project]/sessions",
  "/p/[project]/sessions/[sessionId]",
  "/p/[project]/traces",
  "/p/[project]/traces/[traceId]",
  "/p/[project]/traces/[traceId]/compare",
  "/p/[project]/users/[userId]",
  "GET /api/console/[project]/find",
  "GET /api/console/[project]/incidents/[incidentId]/examples/[traceId]",
  "GET /api/console/[project]/incidents/[incidentId]/examples/[traceId]/spans/[spanId]",
  "GET /api/console/[project]/sessions",
  "GET /api/console/[project]/traces",
  "GET /api/console/[project]/traces/[traceId]",
  "GET /api/console/[project]/traces/[traceId]/share",
  "GET /api/console/[project]/traces/[traceId]/spans/[spanId]",
  "GET /api/console/[project]/traces/export",
  "GET /api/console/[project]/traces/selected",
  "GET /api/v1/prompts/[prompt_id]",
  "GET /api/v1/sessions",
  "GET /api/v1/sessions/[session_id]",
  "GET /api/v1/traces",
  "GET /api/v1/traces/[trace_id]",
  "POST /api/v1/replay/[trace_id]/v1/chat/completions",
  "POST /api/v1/replay/[trace_id]/v1/messages",
  "POST /api/v1/replay/[trace_id]/v1/responses",
  "readPromptDiffAction",
];
