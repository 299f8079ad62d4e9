import { openDoor } from "@/app/open-door";
import { preflight, withCors } from "@/lib/http/cors";
import { readJson } from "@/lib/http/parse";
import { route } from "@/lib/http/route";
import { receiveIngestion } from "@/lib/ingest/langfuse/receive-ingestion";

/** Langfuse's events: version 3 of its JS SDK, version 2 of the Python one, and the scores of every later one. */
export const POST = route(async (request) => {
  const door = await openDoor(request);
  const body = await readJson(request, door.maxBodyBytes);
  const answer = await receiveIngestion(door, body, request.headers.has("origin"));
  return withCors(request, Response.json(answer, { status: 207 }));
});

export const OPTIONS = preflight;
