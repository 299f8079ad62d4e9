import { createHash } from "node:crypto";

import { formatCount, plural } from "@/lib/format/count";
import { formatDuration } from "@/lib/format/duration";
import { markup, type Html, Markup } from "@/lib/format/html";
import { exactUsd } from "@/lib/format/money";
import { formatDateTime } from "@/lib/format/when";
import { completenessParts } from "@/lib/traces/completeness-words";
import type { TraceDocument } from "@/lib/traces/document";
import { NOTE_WORDS } from "@/lib/traces/note-words";
import { failedSteps, outcomeWords } from "@/lib/traces/outcome-words";

import { factsHtml, spanHtml } from "./span-html";
import { STYLE } from "./style";
import { timelineHtml } from "./timeline-html";
import { transcriptHtml } from "./transcript-html";

export interface Origin {
  project: string;
  /** Of the trace's page, and of the text whose hash is told. */
  url: string;
  canonicalUrl: string;
  madeBy: string;
  madeAt: Date;
  /** IANA zone in which times are told. */
  zone: string;
  /** Hex, of the canonical document. */
  sha256: string;
}

/** Nothing runs, nothing loads; its one style is known by its hash, so that none but it counts. */
const POLICY = `default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`;

export type Shared = Omit<TraceDocument, "next_cursor">;

/** A trace as a document of its own: what it was, when what ran, what was said, each step, and where the file comes from. */
export function traceHtml(trace: Shared, origin: Origin): string {
  const hidden = trace.content_hidden;
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="content-security-policy" content="${POLICY}" />
        <meta http-equiv="x-dns-prefetch-control" content="off" />
        <meta name="referrer" content="no-referrer" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${trace.name} · trace ${trace.trace_id}</title>
        <style>${new Markup(STYLE)}</style>
      </head>
      <body>
        <header>
          <h1>${trace.name}</h1>
          ${notesHtml(trace)} ${headFacts(trace, origin.zone)}
          ${trace.error !== null && markup`<div class="said plain bad">${[trace.error.type, trace.error.message].filter(Boolean).join(": ") || "It failed, and the client did not say why."}</div>`}
        </header>
        <main>
          <section>
            <h2>Timeline</h2>
            ${timelineHtml(trace.spans)}
          </section>
          <section>
            <h2>Transcript</h2>
            ${hidden ? markup`<p class="dim">What was said is left out: the role of who made this file sees figures only.</p>` : transcriptHtml({ ...trace, next_cursor: null })}
          </section>
          <section>
            <h2>Steps</h2>
            ${trace.spans.map((span) => spanHtml(span, origin.zone))}
          </section>
        </main>
        ${aboutHtml(trace, origin)}
      </body>
    </html> `.text;
}

export function notesHtml(trace: Shared): Html {
  const notes = trace.notes.map((note) => ({ note, ...NOTE_WORDS[note] }));
  if (notes.length === 0 && !trace.open && trace.erased_at === undefined) return null;
  return markup`<ul class="notes">
    ${trace.open && markup`<li><b>Running</b>: the trace went on when this file was made.</li>`}${notes.map(({ note, text, why }) => markup`<li${note === "simulated" && markup` class="simulated"`}><b>${text}</b>: ${why}</li>`)}${trace.erased_at !== undefined && markup`<li><b>Content erased on ${trace.erased_at.slice(0, 10)}</b></li>`}
  </ul>`;
}

function headFacts(trace: Shared, zone: string): Markup {
  const { tokens, counts } = trace;
  const parts = completenessParts(trace.completeness).filter(({ state }) => state !== null);
  return factsHtml([
    ["Outcome", [outcomeWords(trace), failedSteps(trace)].filter((words) => words !== null).join(", ")],
    ["Started", formatDateTime(new Date(trace.started_at), zone, { milliseconds: true })],
    ["Latency", trace.duration_ms === null ? "its end is not known" : formatDuration(trace.duration_ms)],
    ["First token", trace.ttft_ms === null ? null : formatDuration(trace.ttft_ms)],
    ["Input tokens", tokensOf(tokens?.input_total ?? null)],
    ["Output tokens", tokensOf(tokens?.output_total ?? null)],
    ["Cost", costOf(trace)],
    ["Complete", `${parts.filter(({ state }) => state === true).length} of ${parts.length}`],
    [
      "Missing",
      parts
        .filter(({ state }) => state === false)
        .map(({ words }) => words)
        .join("; "),
    ],
    ["Models", trace.models.join(", ")],
    [
      "Steps",
      `${plural(counts.spans, "span")}, ${plural(counts.llm, "model call")}, ${plural(counts.tool, "tool call")}`,
    ],
    ["Feature", trace.feature],
    ["Environment", trace.environment],
    ["Release", trace.release],
    ["User", trace.user_id],
    ["Session", trace.session_id],
    ["Tags", trace.tags.join(", ")],
    ["Trace id", markup`<code>${trace.trace_id}</code>`],
  ]);
}

const tokensOf = (count: number | null): string => (count === null ? "not known" : formatCount(count));

function costOf({ cost_usd: usd, cost_status: status, counts }: Shared): string {
  if (usd === null) return "not known";
  const unknown = counts.unknown_cost > 0 ? `, cost of ${plural(counts.unknown_cost, "call")} not known` : "";
  return `${status === "partial" ? "at least " : ""}${exactUsd(usd)}${unknown}`;
}

const RUNS = {
  trace: "It loads nothing and runs nothing.",
  replay:
    "It loads nothing, and nothing in it runs but the one script that plays it, which the policy in the file knows by its hash. Clocks of services are told as they were sent.",
};

export const aboutHtml = (
  trace: Shared,
  { project, url, canonicalUrl, madeBy, madeAt, zone, sha256 }: Origin,
  what: keyof typeof RUNS = "trace",
): Markup =>
  markup`<footer>
    <h2>About this file</h2>
    <p>
      ${madeBy} saved it from the project ${project} on ${formatDateTime(madeAt, zone)} (${zone}). It is the
      trace as it was then${trace.content_hidden && ", without what was said"}; times are told in the zone
      ${zone}. ${RUNS[what]}
    </p>
    <p>The trace: <a href="${url}" rel="noopener noreferrer">${url}</a></p>
    <p>SHA-256 of the trace's document, which this file shows:<br /><code class="hash">${sha256}</code></p>
    <p>
      To check it, save
      <a href="${canonicalUrl}" rel="noopener noreferrer">the document as canonical JSON</a> and compare the
      output of <code>sha256sum</code>. That document is the answer of
      <code>GET /api/v1/traces/${trace.trace_id}?include=content,attributes</code> without
      <code>next_cursor</code>, written by RFC 8785 (keys sorted, no white space). Scores that come later,
      erasing and a role that may not read content make another document.
    </p>
  </footer>`;
