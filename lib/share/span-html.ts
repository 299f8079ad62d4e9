import { formatCount } from "@/lib/format/count";
import { formatDuration } from "@/lib/format/duration";
import { markup, type Html, type Markup } from "@/lib/format/html";
import { exactUsd } from "@/lib/format/money";
import { formatDateTime } from "@/lib/format/when";
import type { Json } from "@/lib/model/json";
import type { SpanDocument } from "@/lib/traces/document";

import { valueHtml } from "./transcript-html";

/** A list of facts, without those that have no answer. */
export const factsHtml = (facts: readonly (readonly [string, Html | undefined])[]): Markup =>
  markup`<dl>
    ${facts.map(
      ([name, value]) =>
        value !== null &&
        value !== undefined &&
        value !== "" &&
        markup`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;

/** One step with what it carried. Its messages stand in the transcript, each once. */
export function spanHtml(span: SpanDocument, zone: string): Markup {
  const failed = span.status === "error";
  return markup`<details id="span-${span.span_id}" class="span">
    <summary>
      ${span.name} <span class="dim">${span.kind}</span>${failed && markup` <span class="bad">failed</span>`}
    </summary>
    ${factsHtml([
      ["Started", formatDateTime(new Date(span.started_at), zone, { milliseconds: true })],
      ["Duration", span.duration_ms === null ? "its end is not known" : formatDuration(span.duration_ms)],
      ["First token", span.ttft_ms === null ? null : formatDuration(span.ttft_ms)],
      ["Model", span.response_model ?? span.request_model],
      ["Provider", span.provider],
      ["Finished", span.finish_reason],
      ["Input tokens", countOf(span.tokens?.input_total)],
      ["Output tokens", countOf(span.tokens?.output_total)],
      ["Cost", span.cost_usd === null ? null : exactUsd(span.cost_usd)],
      ["Service", span.service],
      ["Span id", markup`<code>${span.span_id}</code>`],
    ])}
    ${span.erased_at !== undefined && markup`<p class="dim">What this step carried was erased.</p>`}
    ${span.error !== null && markup`<div class="said plain bad">${[span.error.type, span.error.message].filter(Boolean).join(": ")}</div>`}
    ${SECTIONS.map(([title, read]) => sectionHtml(title, read(span)))}
  </details>`;
}

const countOf = (tokens: number | null | undefined): string | null =>
  tokens == null ? null : formatCount(tokens);

/** Bodies that are told for a step itself, in the order of the console's side panel. */
const SECTIONS: readonly (readonly [string, (span: SpanDocument) => Json | undefined])[] = [
  ["Stack", (span) => span.error?.stack],
  ["Query", (span) => span.query],
  ["Arguments", (span) => span.tool?.arguments],
  ["Result", (span) => span.tool?.result],
  ["Parameters", (span) => span.parameters],
  ["Tools offered", (span) => span.tool_definitions],
  ["Input", (span) => (span.tool ? null : span.input_value)],
  ["Output", (span) => (span.tool ? null : span.output_value)],
  ["Metadata", (span) => span.metadata],
  ["Events", (span) => span.events],
  ["Resource", (span) => span.resource],
  ["Attributes", (span) => span.attributes],
];

const sectionHtml = (title: string, value: Json | undefined): Html =>
  value !== undefined &&
  value !== null &&
  !(typeof value === "object" && Object.keys(value).length === 0) &&
  markup`<h3>${title}</h3>
    ${valueHtml(value)}`;
