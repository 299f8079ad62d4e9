import type { IncomingMessage } from "node:http";

import { Failure } from "@/lib/errors";

/** What the console answers below /api, as its files are named: the rest there is nobody's. */
export const CONSOLE_ROUTES: readonly string[] = [
  "/api/auth/[...nextauth]",
  "/api/console/[project]/audit",
  "/api/console/[project]/audit/export",
  "/api/console/[project]/bookmarks",
  "/api/console/[project]/budgets/export",
  "/api/console/[project]/decisions/export",
  "/api/console/[project]/evidence",
  "/api/console/[project]/experiments",
  "/api/console/[project]/find",
  "/api/console/[project]/incidents",
  "/api/console/[project]/incidents/[incidentId]/examples/[traceId]",
  "/api/console/[project]/incidents/[incidentId]/examples/[traceId]/spans/[spanId]",
  "/api/console/[project]/incidents/[incidentId]/post-mortem",
  "/api/console/[project]/incidents/export",
  "/api/console/[project]/latency/box",
  "/api/console/[project]/monitors/export",
  "/api/console/[project]/newest-trace",
  "/api/console/[project]/notifications/export",
  "/api/console/[project]/palette",
  "/api/console/[project]/people",
  "/api/console/[project]/prices/export",
  "/api/console/[project]/prices/repricings",
  "/api/console/[project]/prompts/[promptId]/export",
  "/api/console/[project]/prompts/export",
  "/api/console/[project]/seals/keys",
  "/api/console/[project]/seals/verify",
  "/api/console/[project]/sessions",
  "/api/console/[project]/traces",
  "/api/console/[project]/traces/[traceId]",
  "/api/console/[project]/traces/[traceId]/doctor",
  "/api/console/[project]/traces/[traceId]/readers",
  "/api/console/[project]/traces/[traceId]/share",
  "/api/console/[project]/traces/[traceId]/spans",
  "/api/console/[project]/traces/[traceId]/spans/[spanId]",
  "/api/console/[project]/traces/export",
  "/api/console/[project]/traces/facets",
  "/api/console/[project]/traces/histogram",
  "/api/console/[project]/traces/selected",
  "/api/console/[project]/users/export",
  "/api/health/live",
  "/api/health/ready",
  "/api/metrics",
  "/api/monitors.schema.json",
  "/api/openapi.json",
  "/api/recount-verify.js",
  "/api/v1/audit",
  "/api/v1/decisions",
  "/api/v1/drift",
  "/api/v1/erasures",
  "/api/v1/evidence",
  "/api/v1/incidents",
  "/api/v1/incidents/[incident_id]",
  "/api/v1/metrics",
  "/api/v1/monitors",
  "/api/v1/prompts",
  "/api/v1/prompts/[prompt_id]",
  "/api/v1/replay/[trace_id]/doctor",
  "/api/v1/replay/[trace_id]/until/[until]/[provider_id]/v1/chat/completions",
  "/api/v1/replay/[trace_id]/until/[until]/[provider_id]/v1/messages",
  "/api/v1/replay/[trace_id]/until/[until]/[provider_id]/v1/models",
  "/api/v1/replay/[trace_id]/until/[until]/[provider_id]/v1/responses",
  "/api/v1/replay/[trace_id]/v1/chat/completions",
  "/api/v1/replay/[trace_id]/v1/messages",
  "/api/v1/replay/[trace_id]/v1/models",
  "/api/v1/replay/[trace_id]/v1/responses",
  "/api/v1/sessions",
  "/api/v1/sessions/[session_id]",
  "/api/v1/traces",
  "/api/v1/traces/[trace_id]",
];

const PATTERNS = CONSOLE_ROUTES.map(
  (route) =>
    new RegExp(
      `^${route
        .replaceAll(".", "\\.")
        .replace(/\[\\\.\\\.\\\.\w+\]/, ".+")
        .replaceAll(/\[\w+\]/g, "[^/]+")}/?$`,
    ),
);

/** What programs send, and no browser sends to a page. */
const OF_PROGRAMS = /^application\/(json|x-protobuf|protobuf|grpc)/i;

/**
 * Why a program that asks for this address has the wrong one; null: it may be a page or a route of the console. A page that says
 * "not found" would be read by nobody.
 */
export function wrongAddress({ url = "/", method = "GET", headers }: IncomingMessage): Failure | null {
  const path = url.split("?", 1)[0] ?? "/";
  const isApi = /^\/(api|v1)(\/|$)/.test(path);
  const sends = method !== "GET" && method !== "HEAD" && OF_PROGRAMS.test(headers["content-type"] ?? "");
  // The framework has addresses of its own in development.
  if ((!isApi && !sends) || path.startsWith("/_")) return null;
  if (PATTERNS.some((pattern) => pattern.test(path))) return null;
  const likely = likelyEndpoint(path, method);
  return new Failure(
    "not_found",
    `There is no endpoint ${method} ${path.slice(0, 200)}${likely ? `; you may want ${likely}` : ""}. GET /api/openapi.json names all that there are.`,
  );
}

/** By the words in an address, the last first. */
const LIKELY: readonly [word: RegExp, method: RegExp, endpoint: string][] = [
  [/\btraces?$/, /POST|PUT/, "POST /v1/traces (an exporter that takes a base address appends that itself)"],
  [/\blogs?$/, /POST|PUT/, "POST /v1/logs (an exporter that takes a base address appends that itself)"],
  [/\bmetrics$/, /POST|PUT/, "POST /v1/metrics (an exporter that takes a base address appends that itself)"],
  [
    /\breplay\b|\bchat\/completions$|\bresponses$|\bmessages$/,
    /./,
    "POST /api/v1/replay/{trace_id}/v1/chat/completions, …/responses or …/messages (clients of OpenAI append to a base address that ends in /v1, Anthropic's to one that ends in the trace's id)",
  ],
  [/\btraces?\b/, /GET|HEAD/, "GET /api/v1/traces"],
  [/\bsessions?\b/, /GET|HEAD/, "GET /api/v1/sessions"],
  [/\bmetrics\b/, /GET|HEAD/, "GET /api/v1/metrics"],
  [/\binteractions?\b/, /./, "POST /api/v1/interactions"],
  [/\baudit\b/, /GET|HEAD/, "GET /api/v1/audit"],
  [/\bscores?\b/, /./, "POST /api/v1/scores"],
  [/\breports?\b/, /./, "POST /api/v1/reports"],
  [/\bdecisions?\b/, /./, "GET /api/v1/decisions"],
  [/\bmonitors?\b/, /./, "GET or PUT /api/v1/monitors"],
  [/\berasures?\b/, /./, "POST /api/v1/erasures"],
  [/\bbudgets?\b/, /./, "GET /api/v1/budgets/check"],
  [/\bingestion\b/, /./, "POST /api/public/ingestion"],
  [/\bhealth|ready|live/, /./, "GET /api/health/ready"],
  [/^\/v1\/?$|\/otel\/?$|^\/$/, /POST|PUT/, "POST /v1/traces"],
];

const likelyEndpoint = (path: string, method: string): string | undefined => {
  const plain = path.replace(/\/+$/, "");
  return LIKELY.find(([word, methods]) => word.test(plain || "/") && methods.test(method))?.[2];
};
