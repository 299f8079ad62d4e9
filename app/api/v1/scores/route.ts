import { apiContext } from "@/app/context";
import { store } from "@/app/store";
import { preflight, withCors } from "@/lib/http/cors";
import { parse, readJson } from "@/lib/http/parse";
import { route } from "@/lib/http/route";
import { recordScore, ScoreInput } from "@/lib/ingest/scores";

const MAX_BYTES = 1024 * 1024;

export const POST = route(async (request) => {
  const ctx = await apiContext(request, "ingest");
  const input = parse(ScoreInput, await readJson(request, MAX_BYTES));
  return withCors(request, Response.json(await recordScore(ctx, store().ingest, input)));
});

export const OPTIONS = preflight;
