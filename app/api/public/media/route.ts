import { openDoor } from "@/app/open-door";
import { parse, readJson } from "@/lib/http/parse";
import { route } from "@/lib/http/route";
import { MediaUpload, mediaIdOf } from "@/lib/ingest/langfuse/media";

const MAX_BYTES = 64 * 1024;

/** Pictures and sound are counted and not kept: the SDK is told that there is nothing to upload, and goes on. */
export const POST = route(async (request) => {
  await openDoor(request);
  const upload = parse(MediaUpload, await readJson(request, MAX_BYTES));
  return Response.json({ mediaId: mediaIdOf(upload), uploadUrl: null }, { status: 201 });
});
