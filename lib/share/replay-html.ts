import { createHash } from "node:crypto";

import { plural } from "@/lib/format/count";
import { formatDuration } from "@/lib/format/duration";
import { markup, type Html, Markup } from "@/lib/format/html";
import { exactUsd } from "@/lib/format/money";
import { paceOf, type Pace } from "@/lib/replay/reveal-output";
import type { SpanDocument } from "@/lib/traces/document";
import type { ShownMessage } from "@/lib/traces/message-text";
import { callText, whoSaid } from "@/lib/traces/message-text";

import { answerOf, playedSpans, type ReplayData, replayData, timesOf } from "./replay-data";
import { SCRIPT } from "./replay-script";
import { saidHtml } from "./said-html";
import { REPLAY_STYLE, STYLE } from "./style";
import { rowsOf } from "./timeline-html";
import { aboutHtml, notesHtml, type Origin, type Shared } from "./trace-html";
import { documentHtml, messageHtml, valueHtml } from "./transcript-html";

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** One script and one style, each known by its hash; nothing loads. */
const POLICY = `default-src 'none'; base-uri 'none'; form-action 'none'; script-src ${hashOf(SCRIPT)}; style-src ${hashOf(STYLE + REPLAY_STYLE)}`;

/**
 * A trace's replay as a document of its own. Without its script, as where nothing may run, it shows every step whole.
 */
export function replayHtml(trace: Shared, origin: Origin): string {
  const spans = playedSpans(trace.spans);
  const data = replayData(spans);
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="content-security-policy" content="${POLICY}" />
        <meta http-equiv="x-dns-prefetch-control" content="off" />
        <meta name="referrer" content="no-referrer" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Replay of ${trace.name} · trace ${trace.trace_id}</title>
        <style>${new Markup(STYLE + REPLAY_STYLE)}</style>
      </head>
      <body>
        <header>
          <h1>${trace.name}</h1>
          ${notesHtml(trace)}
        </header>
        <main>
          ${controlsHtml(data)}
          <div class="stage">
            ${stepsHtml(spans, data)}
            <div class="side">
              <p id="none" class="dim" hidden>Nothing has begun yet.</p>
              ${spans.map((span, index) => stepHtml(spans, span, index, trace.content_hidden))}
            </div>
          </div>
        </main>
        ${aboutHtml(trace, origin, "replay")}
        <script id="states" type="application/json">${new Markup(jsonInHtml(data))}</script>
        <script>${new Markup(SCRIPT)}</script>
      </body>
    </html> `.text;
}

/** Nothing in it ends the element that it stands in. */
const jsonInHtml = ({ frames, ...data }: ReplayData): string =>
  JSON.stringify({
    ...data,
    // Thousands of them, each with the same names.
    names: Object.keys(frames[0] ?? {}),
    frames: frames.map((frame) => Object.values(frame)),
  })
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");

const controlsHtml = ({ endMs }: ReplayData): Markup =>
  markup`<div class="controls" role="group" aria-label="Replay">
    <button id="play" type="button" disabled>Play</button>
    <button id="back" type="button" disabled>Event before</button>
    <button id="next" type="button" disabled>Next event</button>
    <button id="call" type="button" disabled>Next call</button>
    <label
      >Speed
      <select id="speed" disabled>
        ${[0.5, 1, 2, 4, 8, 16].map((speed) => markup`<option value="${speed}"${speed === 1 && markup` selected`}>${speed}×</option>`)}
      </select>
    </label>
    <span id="now"></span>
    <input id="moment" type="range" min="0" max="${endMs}" step="any" value="0" aria-label="Moment" disabled />
    <dl>
      <div><dt>Running</dt><dd id="running"></dd></div>
      <div><dt>Ended</dt><dd id="ended"></dd></div>
      <div><dt>Cost so far</dt><dd id="cost"></dd></div>
      <div><dt>Tokens so far</dt><dd id="tokens"></dd></div>
    </dl>
    <p class="dim keys">Keys: space plays, . and , go from event to event, n and p from call to call. Long waiting is played in less than a second.</p>
    <noscript><p class="dim">Nothing runs here: every step is shown whole.</p></noscript>
  </div>`;

/** The steps in their tree, each with a bar on the trace's clock. */
function stepsHtml(spans: readonly SpanDocument[], { steps, endMs }: ReplayData): Markup {
  const places = new Map(spans.map((span, index) => [span.span_id, index]));
  const total = Math.max(endMs, 0.001);
  const line = (span: SpanDocument, depth: number): Html => {
    const index = places.get(span.span_id) ?? 0;
    const [start, end] = steps[index] ?? [0, 0];
    const x = ((start / total) * 1000).toFixed(1);
    const width = Math.max((((end ?? endMs) - start) / total) * 1000, 2).toFixed(1);
    const failed = span.status === "error";
    return markup`<tr data-step="${index}">
      <td class="step d${Math.min(depth, 8)}"><button type="button">${span.name}</button>${failed && markup` <span class="bad outcome">failed</span>`}</td>
      <td class="bars"><svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true"><rect class="${failed ? "bar failed" : `bar ${span.kind}`}" x="${x}" y="0" width="${width}" height="10" /></svg></td>
    </tr> `;
  };
  return markup`<table class="timeline replayed">
    <thead><tr><th scope="col">Step</th><th scope="col" class="bars">${formatDuration(total)} in all</th></tr></thead>
    <tbody>${rowsOf(spans).map(({ span, depth }) => line(span, depth))}</tbody>
  </table>`;
}

/** What a step was given from its beginning on, and what came of it. */
function stepHtml(
  spans: readonly SpanDocument[],
  span: SpanDocument,
  index: number,
  hidden: boolean,
): Markup {
  const failed = span.status === "error";
  return markup`<section data-step="${index}" aria-label="Step ${span.name}">
    <h2>${span.name} <span class="dim">${span.kind}</span></h2>
    <p class="dim ahead-only">It has not begun.</p>
    <div class="given">
      ${hidden && markup`<p class="dim">What was said is left out: the role of who made this file sees figures only.</p>`}
      ${span.erased_at !== undefined && markup`<p class="dim">What this step carried was erased.</p>`}
      ${partHtml("Query", span.query !== null && span.query)}
      ${partHtml("Arguments", span.tool?.arguments ?? null)}
      ${messagesHtml(spans, span, index)}
      ${span.tool === null && span.query === null && partHtml("Input", span.input_value)}
    </div>
    ${answerHtml(span)}
    <p class="dim running-only">It runs: nothing else has come yet.</p>
    <div class="came">
      ${failed && markup`<div class="said plain bad">${[span.error?.type, span.error?.message].filter(Boolean).join(": ") || "It failed, and the client did not say why."}</div>`}
      ${partHtml("Result", span.tool?.result ?? null)}
      ${span.documents !== null && markup`<h3>${plural(span.documents.length, "document")}</h3>${span.documents.map(documentHtml)}`}
      ${(span.output ?? []).flatMap((message) => (message.tool_calls ?? []).map((call) => markup`<h3>Calls ${call.name}</h3>${valueHtml(call.arguments)}`))}
      ${span.tool === null && span.documents === null && answerOf(span) === "" && partHtml("Output", span.output_value)}
      <p class="dim">
        ${span.duration_ms === null ? "its end is not known" : `took ${formatDuration(span.duration_ms)}`}${span.cost_usd !== null && `, ${exactUsd(span.cost_usd)}`}
      </p>
    </div>
  </section>`;
}

const partHtml = (title: string, value: SpanDocument["input_value"] | false): Html =>
  value !== null && value !== false && markup`<h3>${title}</h3>${valueHtml(value)}`;

/** The context window of a call: what an earlier one saw, too, is folded. */
function messagesHtml(spans: readonly SpanDocument[], span: SpanDocument, index: number): Html {
  const input = span.input ?? [];
  if (input.length === 0 && span.system === null) return null;
  const before = spans
    .slice(0, index)
    .findLast((one) => one.kind === span.kind && (one.input ?? []).length > 0);
  const seen = (before?.input ?? []).map((message) => JSON.stringify(message));
  let known = 0;
  while (known < input.length && JSON.stringify(input[known]) === seen[known]) known++;
  return markup`<h3>What ${span.kind === "llm" ? "the model" : "it"} saw</h3>
    ${span.system !== null && input[0]?.role !== "system" && markup`<details><summary>Instructions, ${plural(span.system.length, "character")}</summary><div class="said plain" dir="auto">${span.system}</div></details>`}
    ${known > 0 && markup`<details><summary>${plural(known, "message")} as in the call before</summary>${input.slice(0, known).map(lineHtml)}</details>`}
    ${input.slice(known).map(lineHtml)}`;
}

const lineHtml = (message: ShownMessage): Markup =>
  markup`<div class="who">${whoSaid(message.role)}</div>
    ${messageHtml(message)}${(message.tool_calls ?? []).map((call) => markup`<div class="code">${callText(call)}</div>`)}`;

const PACES: Record<Pace, string> = {
  recorded: "as its pieces came",
  even: "evenly from its first token on: when its pieces came is not recorded",
  "at once": "whole at its end: no first token is recorded",
  unknown: "at once: when it came is not recorded",
};

/** Text while it comes; rendered when it is whole. */
function answerHtml(span: SpanDocument): Html {
  const answer = answerOf(span);
  if (answer === "") return null;
  return markup`<div class="answer">
    <h3>Answer <span class="dim">shown ${PACES[paceOf(timesOf(span))]}</span></h3>
    <div class="said plain" dir="auto" data-answer="${answer}" hidden></div>
    <div data-rendered>${saidHtml(answer)}</div>
  </div>`;
}
