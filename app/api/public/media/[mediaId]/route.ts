import { openDoor } from "@/app/open-door";
import { Failure } from "@/lib/errors";
import { route } from "@/lib/http/route";

/** How an upload went, which never happens; taken, so that no client repeats it. */
export const PATCH = route(async (request) => {
  await openDoor(request);
  return Response.json({});
});

export const GET = route(async (request) => {
  await openDoor(request);
  throw new Failure("not_found", "Recount keeps no media.");
});
