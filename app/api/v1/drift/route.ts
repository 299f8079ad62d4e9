import { apiContext } from "@/app/api-context";
import { driftDocumentOf, driftQuerySchema } from "@/lib/drift/document";
import { listDrift } from "@/lib/drift/list-drift";
import { parseQuery } from "@/lib/http/query";
import { route } from "@/lib/http/route";

export const GET = route(async (request) => {
  const ctx = await apiContext(request, "read");
  const asked = parseQuery(driftQuerySchema, new URL(request.url).searchParams);
  return Response.json(driftDocumentOf(await listDrift(ctx), asked));
});
