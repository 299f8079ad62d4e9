import { openDoor } from "@/app/open-door";
import { preflight, withCors } from "@/lib/http/cors";
import { readJson } from "@/lib/http/parse";
import { route } from "@/lib/http/route";
import { recordInteractions } from "@/lib/ingest/interactions";

export const POST = route(async (request) => {
  const door = await openDoor(request);
  const body = await readJson(request, door.maxBodyBytes);
  return withCors(request, Response.json(await recordInteractions(door, body)));
});

export const OPTIONS = preflight;
