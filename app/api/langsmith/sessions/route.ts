import { apiContext } from "@/app/api-context";
import { preflight } from "@/lib/http/cors";
import { readJson } from "@/lib/http/parse";
import { isObject } from "@/lib/model/json";

import { langsmithRoute } from "../door";
import { sessionNamed } from "./session";

const MAX_BYTES = 1024 * 1024;

export const GET = langsmithRoute(async (request) => {
  const ctx = await apiContext(request, "ingest");
  const name = new URL(request.url).searchParams.get("name");
  return Response.json(name === null ? [] : [sessionNamed(ctx, name)]);
});

export const POST = langsmithRoute(async (request) => {
  const ctx = await apiContext(request, "ingest");
  const body = await readJson(request, MAX_BYTES);
  const name = isObject(body) && typeof body.name === "string" ? body.name : "default";
  return Response.json(sessionNamed(ctx, name));
});

export const OPTIONS = preflight;
