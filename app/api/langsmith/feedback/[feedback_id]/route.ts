import { preflight } from "@/lib/http/cors";
import { readJson } from "@/lib/http/parse";
import { aboutFeedback } from "@/lib/ingest/langsmith/messages";

import { langsmithRoute, take } from "../../door";
import { unsupported } from "../../unsupported";

const MAX_BYTES = 1024 * 1024;

/** A judgement is changed: what the body says replaces what was said before. */
export const PATCH = langsmithRoute(
  async (request, { params }: { params: Promise<{ feedback_id: string }> }) => {
    const { feedback_id: id } = await params;
    await take(request, async () => aboutFeedback(await readJson(request, MAX_BYTES), id));
    return Response.json({ id });
  },
);

export const GET = unsupported;
export const POST = unsupported;
export const DELETE = unsupported;
export const OPTIONS = preflight;
