import { createHash } from "node:crypto";

import { inProject } from "@/db/tenant";
import { record } from "@/lib/audit/record";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import type { Json } from "@/lib/model/json";
import { smallTrace } from "@/lib/traces/trace-text";

import { canonicalJson } from "@/lib/model/canonical-json";
import { replayHtml } from "./replay-html";
import { traceHtml } from "./trace-html";

/** What a browser opens without waiting. */
const MOST = { spans: 2_000, characters: 8 * 1024 ** 2 };

const PAGES = { html: traceHtml, replay: replayHtml };

export interface ShareInput {
  /** 32 hex digits, a UUID, or the client's own name for it. */
  traceId: string;
  /** `json`: the very text whose hash the pages tell; `replay`: a page that plays the trace. */
  format: "html" | "json" | "replay";
  /** IANA zone in which times are told. */
  zone: string;
  /** Of this site, without a slash at the end. */
  origin: string;
}

/**
 * A trace as one file that needs neither this site nor a network, with what the viewer's role may read; the audit log tells who
 * took it.
 * @throws Failure not_found, body_too_large
 */
export async function shareTrace(
  ctx: Context,
  { traceId: name, format, zone, origin }: ShareInput,
): Promise<{ traceId: string; content: string }> {
  const trace = await smallTrace(ctx, name, MOST);
  if (trace === null)
    throw new Failure(
      "body_too_large",
      `This trace is too large for one file, which holds up to ${MOST.spans.toLocaleString("en")} spans and ${MOST.characters / 1024 ** 2} MiB. "Open as JSON" has all of it.`,
    );
  const canonical = canonicalJson(trace as unknown as Json);
  const sha256 = createHash("sha256").update(canonical).digest("hex");
  const content =
    format === "json"
      ? canonical
      : PAGES[format](trace, {
          project: ctx.project.slug,
          url: `${origin}/p/${ctx.project.slug}/traces/${trace.trace_id}`,
          canonicalUrl: `${origin}/api/console/${ctx.project.slug}/traces/${trace.trace_id}/share?format=json`,
          madeBy: ctx.actor.name,
          madeAt: ctx.now(),
          zone,
          sha256,
        });
  await inProject(ctx.sql, ctx.project.id, (tx) =>
    record(tx, ctx, {
      action: "trace.shared",
      kind: "export",
      target: trace.trace_id,
      traceIds: [trace.trace_id],
      detail: { format, sha256, content_hidden: trace.content_hidden },
    }),
  );
  return { traceId: trace.trace_id, content };
}
