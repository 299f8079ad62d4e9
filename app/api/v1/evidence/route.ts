import { apiContext } from "@/app/api-context";
import { signingSettings } from "@/app/signing-settings";
import { makeEvidence } from "@/lib/evidence/make-evidence";
import { evidenceQuerySchema } from "@/lib/evidence/schemas";
import { parseQuery } from "@/lib/http/query";
import { route } from "@/lib/http/route";
import { knownZone } from "@/lib/time/known-zone";

export const GET = route(async (request) => {
  const ctx = await apiContext(request, "admin");
  const query = parseQuery(evidenceQuerySchema, new URL(request.url).searchParams);
  const { name, type, content } = await makeEvidence(ctx, query, {
    signing: signingSettings(),
    zone: knownZone(query.tz) ?? "UTC",
  });
  return new Response(content, {
    headers: {
      "content-type": `${type}; charset=utf-8`,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "private, no-store",
    },
  });
});
