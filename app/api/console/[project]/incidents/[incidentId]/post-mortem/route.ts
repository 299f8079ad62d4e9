import { z } from "zod";

import { sessionContext } from "@/app/context";
import { originOf } from "@/app/request-origin";
import { store } from "@/app/store";
import { viewerZone } from "@/app/viewer-zone";
import { parseQuery } from "@/lib/http/query";
import { route } from "@/lib/http/route";
import { getPostMortem } from "@/lib/incidents/get-post-mortem";
import { postMortemHtml } from "@/lib/incidents/post-mortem-html";

type Params = Promise<{ project: string; incidentId: string }>;

const querySchema = z.object({ format: z.enum(["md", "html", "json"]).default("md") });

/** The post-mortem as it was saved last, else the draft: as a file of Markdown or HTML; as JSON for the editor. */
export const GET = route(async (request, { params }: { params: Params }) => {
  const { project, incidentId } = await params;
  const ctx = await sessionContext(project);
  const { format } = parseQuery(querySchema, new URL(request.url).searchParams);
  const url = `${originOf(request.headers, store().env.publicUrl)}/p/${project}/incidents/${incidentId}`;
  const { incident, text, saved } = await getPostMortem(ctx, incidentId, { zone: await viewerZone(), url });
  const shared = { "cache-control": "private, no-store" };
  if (format === "json") return Response.json({ text, saved }, { headers: shared });
  const [content, type] =
    format === "md" ? [text, "markdown"] : [await postMortemHtml(incident.title, text), "html"];
  return new Response(content, {
    headers: {
      ...shared,
      "content-type": `text/${type}; charset=utf-8`,
      "content-disposition": `attachment; filename="${project}-incident-${incident.id}.${format}"`,
    },
  });
});
