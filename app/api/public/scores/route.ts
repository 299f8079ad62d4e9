import { openDoor } from "@/app/open-door";
import { preflight, withCors } from "@/lib/http/cors";
import { readJson } from "@/lib/http/parse";
import { route } from "@/lib/http/route";
import { receiveScore } from "@/lib/ingest/langfuse/receive-ingestion";

const MAX_BYTES = 1024 * 1024;

const score = route(async (request) => {
  const door = await openDoor(request);
  const body = await readJson(request, MAX_BYTES);
  return Response.json(await receiveScore(door, body, request.headers.has("origin")));
});

/** One score in Langfuse's words. */
export const POST = async (request: Request): Promise<Response> => withCors(request, await score(request));
export const OPTIONS = preflight;
