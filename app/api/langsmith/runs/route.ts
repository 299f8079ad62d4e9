import { preflight } from "@/lib/http/cors";
import { readJson } from "@/lib/http/parse";
import { aboutRun } from "@/lib/ingest/langsmith/messages";

import { langsmithRoute, take, taken } from "../door";

/** One run is created. */
export const POST = langsmithRoute(async (request) =>
  taken(
    await take(request, async ({ maxBodyBytes }) => aboutRun("post", await readJson(request, maxBodyBytes))),
  ),
);

export const OPTIONS = preflight;
