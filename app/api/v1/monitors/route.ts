import { apiContext } from "@/app/api-context";
import { parseQuery } from "@/lib/http/query";
import { readJson } from "@/lib/http/parse";
import { RequestLog } from "@/lib/http/request-log";
import { route } from "@/lib/http/route";
import { ApplyOptions, applyMonitors, exportMonitors } from "@/lib/monitors/apply-monitors";

const MAX_BYTES = 2 * 1024 * 1024;

export const GET = route(async (request) => {
  const ctx = await apiContext(request, "read");
  return Response.json(await exportMonitors(ctx));
});

export const PUT = route(async (request) => {
  const ctx = await apiContext(request, "admin");
  const options = parseQuery(ApplyOptions, new URL(request.url).searchParams);
  const input = await readJson(
    { url: request.url, headers: request.headers, body: request.body, log: new RequestLog("") },
    MAX_BYTES,
    "fixed",
  );
  return Response.json(
    await applyMonitors(ctx, input, { dryRun: options.dry_run === "true", prune: options.prune === "true" }),
  );
});
