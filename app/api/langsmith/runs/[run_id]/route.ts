import { preflight } from "@/lib/http/cors";
import { readJson } from "@/lib/http/parse";
import { aboutRun } from "@/lib/ingest/langsmith/messages";

import { langsmithRoute, take, taken } from "../../door";
import { unsupported } from "../../unsupported";

/** A run is updated; its id is in the address alone. */
export const PATCH = langsmithRoute(async (request, { params }: { params: Promise<{ run_id: string }> }) => {
  const { run_id: id } = await params;
  return taken(
    await take(request, async ({ maxBodyBytes }) =>
      aboutRun("patch", await readJson(request, maxBodyBytes), id),
    ),
  );
});

export const GET = unsupported;
export const POST = unsupported;
export const OPTIONS = preflight;
