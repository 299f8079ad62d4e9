import { z } from "zod";

import { sessionContext } from "@/app/context";
import { originOf } from "@/app/request-origin";
import { store } from "@/app/store";
import { viewerZone } from "@/app/viewer-zone";
import { parseQuery } from "@/lib/http/query";
import { route } from "@/lib/http/route";
import { shareTrace } from "@/lib/share/share-trace";
import { knownZone } from "@/lib/time/known-zone";

const querySchema = z.object({
  format: z.enum(["html", "json", "replay"]).default("html"),
  tz: z.string().max(100).optional(),
});

/** Type, and how the file is called after the trace. */
const FILES = {
  html: ["text/html", "html"],
  replay: ["text/html", "replay.html"],
  json: ["application/json", "json"],
} as const;

/** The trace, or with `format=replay` its replay, as one file that opens off-line; `format=json` is the document whose hash that file tells. */
export const GET = route(
  async (request, { params }: { params: Promise<{ project: string; traceId: string }> }) => {
    const { project, traceId: name } = await params;
    const ctx = await sessionContext(project);
    const { format, tz } = parseQuery(querySchema, new URL(request.url).searchParams);
    const origin = originOf(request.headers, store().env.publicUrl);
    const { traceId, content } = await shareTrace(ctx, {
      traceId: name,
      format,
      zone: await viewerZone(knownZone(tz)),
      origin,
    });
    const [type, ending] = FILES[format];
    return new Response(content, {
      headers: {
        "content-type": `${type}; charset=utf-8`,
        "content-disposition": `attachment; filename="trace-${traceId}.${ending}"`,
        "cache-control": "private, no-store",
      },
    });
  },
);
