import { register } from "prom-client";

import { apiContext } from "@/app/api-context";
import { route } from "@/lib/http/route";

/** The console's own health for Prometheus, asked for at the console: what the server in front answers is its own. */
export const GET = route(async (request) => {
  await apiContext(request, "admin");
  return new Response(await register.metrics(), { headers: { "content-type": register.contentType } });
});
