import { preflight } from "@/lib/http/cors";
import { readJson } from "@/lib/http/parse";
import { messagesOfBatch } from "@/lib/ingest/langsmith/messages";

import { langsmithRoute, take, taken } from "../../door";

/** Runs are created and updated, as JSON. */
export const POST = langsmithRoute(async (request) =>
  taken(
    await take(request, async ({ maxBodyBytes }) => messagesOfBatch(await readJson(request, maxBodyBytes))),
  ),
);

export const OPTIONS = preflight;
