import { openDoor } from "@/app/open-door";
import { preflight, withCors } from "@/lib/http/cors";
import { readJson } from "@/lib/http/parse";
import { route } from "@/lib/http/route";
import { receiveScore, receiveScores } from "@/lib/ingest/langfuse/receive-ingestion";

const MAX_BYTES = 1024 * 1024;

const score = route(async (request) => {
  const door = await openDoor(request);
  const body = await readJson(request, MAX_BYTES);
  const fromBrowser = request.headers.has("origin");
  if (!Array.isArray(body)) return Response.json(await receiveScore(door, body, fromBrowser));
  const answer = await receiveScores(door, body as unknown[], fromBrowser);
  return Response.json(answer.body, { status: answer.status });
});

/** A score in Langfuse's words, or a list of them. */
export const POST = async (request: Request): Promise<Response> => withCors(request, await score(request));
export const OPTIONS = preflight;
