import { sessionContext } from "@/app/context";
import { signingSettings } from "@/app/signing-settings";
import { viewerZone } from "@/app/viewer-zone";
import { requirePermission } from "@/lib/auth/require";
import { makeEvidence } from "@/lib/evidence/make-evidence";
import { evidenceQuerySchema } from "@/lib/evidence/schemas";
import { parseQuery } from "@/lib/http/query";
import { route } from "@/lib/http/route";
import { knownZone } from "@/lib/time/known-zone";

/** Records of a decision, an incident, a subject or a range as a file that a stranger can check. */
export const GET = route(async (request, { params }: { params: Promise<{ project: string }> }) => {
  const ctx = await sessionContext((await params).project);
  requirePermission(ctx, "make_evidence");
  const query = parseQuery(evidenceQuerySchema, new URL(request.url).searchParams);
  const { name, type, content } = await makeEvidence(ctx, query, {
    signing: signingSettings(),
    zone: await viewerZone(knownZone(query.tz)),
  });
  return new Response(content, {
    headers: {
      "content-type": `${type}; charset=utf-8`,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "private, no-store",
    },
  });
});
