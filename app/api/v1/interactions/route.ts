import { apiContext } from "@/app/context";
import { store } from "@/app/store";
import { preflight, withCors } from "@/lib/http/cors";
import { readJson } from "@/lib/http/parse";
import { route } from "@/lib/http/route";
import { recordInteractions } from "@/lib/ingest/interactions";

export const POST = route(async (request) => {
  const ctx = await apiContext(request, "ingest");
  const { env, ingest } = store();
  const body = await readJson(request, env.maxBodyBytes);
  return withCors(request, Response.json(await recordInteractions(ctx, ingest, body)));
});

export const OPTIONS = preflight;
