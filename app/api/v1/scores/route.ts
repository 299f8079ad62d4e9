import { openDoor } from "@/app/open-door";
import { preflight, withCors } from "@/lib/http/cors";
import { parse, readJson } from "@/lib/http/parse";
import { route } from "@/lib/http/route";
import { recordScore, ScoreInput } from "@/lib/ingest/scores";

const MAX_BYTES = 1024 * 1024;

export const POST = route(async (request) => {
  const door = await openDoor(request);
  const input = parse(ScoreInput, await readJson(request, MAX_BYTES));
  return withCors(request, Response.json(await recordScore(door, input)));
});

export const OPTIONS = preflight;
