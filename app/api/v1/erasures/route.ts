import { apiContext } from "@/app/api-context";
import { erase } from "@/lib/erasures/erase";
import { readJson } from "@/lib/http/parse";
import { RequestLog } from "@/lib/http/request-log";
import { route } from "@/lib/http/route";

const MAX_BYTES = 256 * 1024;

export const POST = route(async (request) => {
  const ctx = await apiContext(request, "admin");
  const input = await readJson(
    { url: request.url, headers: request.headers, body: request.body, log: new RequestLog("") },
    MAX_BYTES,
    "fixed",
  );
  return Response.json(await erase(ctx, input));
});
