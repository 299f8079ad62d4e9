import { openDoor } from "@/app/open-door";
import { preflight, withCors } from "@/lib/http/cors";
import { readJson } from "@/lib/http/parse";
import { route } from "@/lib/http/route";
import { receiveIngestion } from "@/lib/ingest/langfuse/receive-ingestion";

const ingest = route(async (request) => {
  const door = await openDoor(request);
  const body = await readJson(request, door.maxBodyBytes);
  return Response.json(await receiveIngestion(door, body, request.headers.has("origin")), { status: 207 });
});

/** Langfuse's events: version 3 of its JS SDK, version 2 of the Python one, and the scores of every later one. */
export const POST = async (request: Request): Promise<Response> => withCors(request, await ingest(request));
export const OPTIONS = preflight;
