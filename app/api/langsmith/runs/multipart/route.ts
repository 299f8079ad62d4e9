import { preflight } from "@/lib/http/cors";
import { readBody } from "@/lib/http/read-body";
import { messagesOfForm } from "@/lib/ingest/langsmith/messages-of-form";
import { readMultipart } from "@/lib/ingest/langsmith/multipart";

import { langsmithRoute, take, taken } from "../../door";

/** Runs, their attachments and judgements, each field a part of a form. */
export const POST = langsmithRoute(async (request) =>
  taken(
    await take(request, async ({ maxBodyBytes }) =>
      messagesOfForm(
        await readMultipart(await readBody(request, maxBodyBytes), request.headers.get("content-type")),
      ),
    ),
  ),
);

export const OPTIONS = preflight;
