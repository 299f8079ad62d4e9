import { Failure } from "@/lib/errors";
import type { HeaderReader } from "@/lib/http/incoming";
import { jsonReply } from "@/lib/http/reply";

import type { Endpoint, Handler } from "../endpoint";
import { createFeedback, createRun, takeBatch, takeForm, updateFeedback, updateRun } from "./runs";
import { closeSession, createSession, findSessions } from "./sessions";

/** Where users point LANGSMITH_ENDPOINT: at the server, or at the API of a server as LangSmith has it. */
const at = (path: string): RegExp => new RegExp(`^(?:/api/v1|/api|/v1)?/${path}$`);

const isLangsmithClient = (headers: HeaderReader): boolean =>
  headers.get("user-agent")?.startsWith("langsmith-") ?? false;

const LARGEST_BATCH_BYTES = 20 * 1024 * 1024;

/** What this server takes, asked once by each client; older ones ask without a key. */
const info: Handler = (_request, { env }) =>
  jsonReply({
    // Clients warn about servers older than themselves.
    version: "0.13.5",
    instance_flags: {},
    batch_ingest_config: {
      use_multipart_endpoint: true,
      size_limit: 100,
      size_limit_bytes: Math.min(LARGEST_BATCH_BYTES, env.maxBodyBytes),
      scale_up_nthreads_limit: 16,
      scale_up_qsize_trigger: 1000,
      scale_down_nempty_trigger: 4,
    },
  });

/** What LangSmith has and Recount has not: 404, which its clients do not try again. */
const unsupported: Handler = ({ method, pathname }) => {
  throw new Failure(
    "not_found",
    `Recount takes runs and feedback of LangSmith's clients; it does not answer ${method} ${pathname}. ` +
      "Read traces with GET /api/v1/traces and /api/v1/traces/{trace_id}; datasets, prompts and annotation queues are not kept.",
  );
};

const UNSUPPORTED: Endpoint["methods"] = {
  GET: unsupported,
  POST: unsupported,
  PUT: unsupported,
  PATCH: unsupported,
  DELETE: unsupported,
};

const endpoints: readonly Omit<Endpoint, "describe">[] = [
  { name: "langsmith_info", path: at("info"), methods: { GET: info } },
  { name: "langsmith_runs", path: at("runs"), methods: { POST: createRun } },
  { name: "langsmith_runs", path: at("runs/batch"), methods: { POST: takeBatch } },
  { name: "langsmith_runs", path: at("runs/multipart"), methods: { POST: takeForm } },
  {
    name: "langsmith_runs",
    path: at("runs/([^/]+)"),
    methods: { PATCH: updateRun, GET: unsupported, POST: unsupported },
  },
  {
    name: "langsmith_feedback",
    path: at("feedback"),
    methods: { POST: createFeedback, GET: unsupported },
  },
  {
    name: "langsmith_feedback",
    path: at("feedback/([^/]+)"),
    methods: { PATCH: updateFeedback, GET: unsupported, POST: unsupported, DELETE: unsupported },
  },
  {
    // From anybody else GET /api/v1/sessions is ours and means conversations.
    name: "langsmith_sessions",
    path: at("sessions"),
    when: isLangsmithClient,
    methods: { GET: findSessions, POST: createSession },
  },
  {
    name: "langsmith_sessions",
    path: at("sessions/([^/]+)"),
    when: isLangsmithClient,
    methods: { PATCH: closeSession, GET: unsupported, DELETE: unsupported },
  },
  {
    name: "langsmith_unsupported",
    path: new RegExp(
      "^(?!/api/v1/sessions(?:/[^/]+)?$)(?:/api/v1|/api|/v1)?/" +
        "(?:runs|feedback|sessions|settings|datasets|examples|annotation-queues|feedback-configs|repos|commits|likes|public|workspaces|orgs|platform)(?:/.*)?$",
    ),
    when: (headers) => headers.get("x-api-key") !== null,
    methods: UNSUPPORTED,
  },
];

/** What LangSmith's SDKs send and ask for: failures say in `detail`, where they look for it, what ours say in `error`. */
export const LANGSMITH_ENDPOINTS: readonly Endpoint[] = endpoints.map((endpoint) => ({
  ...endpoint,
  describe: ({ message }) => ({ detail: message }),
}));
