import { preflight } from "@/lib/http/cors";
import { readJson } from "@/lib/http/parse";
import { aboutFeedback } from "@/lib/ingest/langsmith/messages";

import { langsmithRoute, take } from "../door";
import { unsupported } from "../unsupported";

const MAX_BYTES = 1024 * 1024;

/** A run is judged. */
export const POST = langsmithRoute(async (request) => {
  let feedback: unknown = null;
  await take(request, async () => aboutFeedback((feedback = await readJson(request, MAX_BYTES))));
  return Response.json(feedback);
});

export const GET = unsupported;
export const OPTIONS = preflight;
