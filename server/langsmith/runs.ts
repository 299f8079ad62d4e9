import { readJson } from "@/lib/http/parse";
import { isDense, ReadApart } from "@/lib/http/read-apart";
import { readBody } from "@/lib/http/read-body";
import { jsonReply } from "@/lib/http/reply";
import { aboutFeedback, aboutRun, messagesOfBatch } from "@/lib/ingest/langsmith/messages";
import { messagesOfForm } from "@/lib/ingest/langsmith/messages-of-form";
import { readMultipart } from "@/lib/ingest/langsmith/multipart";

import { decoded, type Handler } from "../endpoint";
import { take, taken } from "./take";

const MAX_FEEDBACK_BYTES = 1024 * 1024;

/** One run is created. */
export const createRun: Handler = async (request, store) =>
  taken(
    await take(request, store, async ({ maxBodyBytes }) =>
      aboutRun("post", await readJson(request, maxBodyBytes)),
    ),
  );

/** A run is updated; its id is in the address alone. */
export const updateRun: Handler = async (request, store) =>
  taken(
    await take(request, store, async ({ maxBodyBytes }) =>
      aboutRun("patch", await readJson(request, maxBodyBytes), decoded(request.params[0])),
    ),
  );

/** Runs are created and updated, as JSON. */
export const takeBatch: Handler = async (request, store) =>
  taken(
    await take(request, store, async ({ maxBodyBytes }) =>
      messagesOfBatch(await readJson(request, maxBodyBytes)),
    ),
  );

/** Runs, their attachments and judgements, each field a part of a form. */
export const takeForm: Handler = async (request, store) =>
  taken(
    await take(request, store, async ({ maxBodyBytes }) =>
      messagesOfForm(
        await readMultipart(await sparse(request, maxBodyBytes), request.headers.get("content-type")),
      ),
    ),
  );

/** Parts of a form are JSON. @throws ReadApart when they hold much and others wait for this thread */
async function sparse(request: Parameters<Handler>[0], maxBytes: number): Promise<Uint8Array> {
  const bytes = await readBody(request, maxBytes);
  if (request.readsApart && isDense(bytes)) throw new ReadApart(bytes);
  return bytes;
}

/** A run is judged. */
export const createFeedback: Handler = async (request, store) => {
  let feedback: unknown = null;
  await take(request, store, async () =>
    aboutFeedback((feedback = await readJson(request, MAX_FEEDBACK_BYTES, "fixed"))),
  );
  return jsonReply(feedback);
};

/** A judgement is changed: what the body says replaces what was said before. */
export const updateFeedback: Handler = async (request, store) => {
  const id = decoded(request.params[0]);
  await take(request, store, async () =>
    aboutFeedback(await readJson(request, MAX_FEEDBACK_BYTES, "fixed"), id),
  );
  return jsonReply({ id });
};
