import { Failure } from "@/lib/errors";

import { langsmithRoute } from "./door";

/** What LangSmith has and Recount has not: 404, which its clients do not try again. */
export const unsupported = langsmithRoute((request) =>
  Promise.reject(
    new Failure(
      "not_found",
      `Recount takes runs and feedback of LangSmith's clients; it does not answer ${request.method} ${new URL(request.url).pathname}. ` +
        "Read traces with GET /api/v1/traces and /api/v1/traces/{trace_id}; datasets, prompts and annotation queues are not kept.",
    ),
  ),
);
