import { formatCount, plural } from "@/lib/format/count";
import { formatDuration } from "@/lib/format/duration";
import { markup, type Html, type Markup } from "@/lib/format/html";
import { formatUsd } from "@/lib/format/money";
import { formatBytes } from "@/lib/format/bytes";
import { significant } from "@/lib/format/significant";
import type { Json } from "@/lib/model/json";
import type { TraceDocument } from "@/lib/traces/document";
import { callText, jsonIn, type ShownMessage, whoSaid } from "@/lib/traces/message-text";
import { transcriptOf } from "@/lib/traces/transcript";
import type { TranscriptCall, TranscriptFigures, TranscriptStep } from "@/lib/traces/transcript-step";

import { saidHtml } from "./said-html";

/** The conversation as the console's transcript tells it, each message once. */
export function transcriptHtml(trace: TraceDocument): Markup {
  const { steps, calls } = transcriptOf(trace);
  if (steps.length === 0) return markup`<p class="dim">No messages were recorded.</p>`;
  return markup`<ol class="transcript">
    ${steps.map((step) => markup`<li>${stepHtml(step, calls)}</li> `)}
  </ol>`;
}

function stepHtml(step: TranscriptStep, calls: number): Html {
  switch (step.type) {
    case "system":
      return markup`<details open>
        <summary>
          ${step.changed ? "System prompt changed" : "System prompt"},
          ${plural(step.text.length, "character")}
        </summary>
        <div class="said plain" dir="auto">${step.text}</div>
      </details>`;
    case "call":
      return callLine(step.number, calls, step.figures);
    case "message":
      return markup`<div class="who">
          ${whoSaid(step.message.role)}${step.message.name !== undefined && markup` <span class="dim">${step.message.name}</span>`}
        </div>
        ${messageHtml(step.message)}${step.calls.map(toolCall)}`;
    case "documents":
      return markup`<div class="who">
          ${step.name} <span class="dim">${plural(step.documents.length, "document")}</span>
        </div>
        ${step.query !== null && markup`<div class="said plain" dir="auto">${step.query}</div>`}${step.documents.map(documentHtml)}`;
    case "tool":
      return toolCall(step.call);
  }
}

function callLine(number: number, of: number, figures: TranscriptFigures): Html {
  const { model, durationMs, ttftMs, inputTokens, outputTokens, costUsd, failed, error } = figures;
  const words = [
    model,
    durationMs !== null && formatDuration(durationMs),
    ttftMs !== null && `first token ${formatDuration(ttftMs)}`,
    inputTokens !== null && `${formatCount(inputTokens)} in`,
    outputTokens !== null && `${formatCount(outputTokens)} out`,
    costUsd !== null && formatUsd(costUsd),
  ].filter((word) => typeof word === "string");
  return markup`<div class="call">
      <b>${of > 1 ? `Call ${number} of ${of}` : "Model call"}</b>
      <span class="dim">${words.join(" · ")}</span>
    </div>
    ${failed && markup`<div class="said plain bad">${error ?? "This call failed, and the client did not say why."}</div>`}`;
}

type Part = Exclude<NonNullable<ShownMessage["content"]>, string>[number];

/** What a message says, without its calls. */
export function messageHtml(message: ShownMessage): Html {
  const { content } = message;
  if (content === null) return null;
  if (typeof content === "string") return bodyHtml(content, message.role);
  return content.map((part) => partHtml(part, message.role));
}

function partHtml(part: Part, role: string): Html {
  if (part.type === "other") return valueHtml(part.value);
  if (part.type === "media") {
    // The text that stands for it is told; of what it holds nothing is loaded.
    const facts = [
      part.modality,
      part.mime_type,
      part.bytes === undefined ? undefined : formatBytes(part.bytes),
      (part.uri ?? part.file_id)?.slice(0, 200),
    ];
    return markup`<div class="dim">${facts.filter(Boolean).join(" · ")}</div>
      ${part.transcript !== undefined && saidHtml(part.transcript)}`;
  }
  if (part.text === "") return null;
  if (part.type === "reasoning")
    return markup`<details>
      <summary>Reasoning</summary>
      <div class="said plain" dir="auto">${part.text}</div>
    </details>`;
  if (part.type === "refusal")
    return markup`<div class="said plain" dir="auto"><b>Refused.</b> ${part.text}</div>`;
  return bodyHtml(part.text, role);
}

function bodyHtml(text: string, role: string): Html {
  const json = role === "tool" ? jsonIn(text) : undefined;
  return json === undefined ? saidHtml(text) : valueHtml(json);
}

export const documentHtml = (
  document: Extract<TranscriptStep, { type: "documents" }>["documents"][number],
  i: number,
): Html =>
  markup`<details>
    <summary>
      ${document.id ?? `Document ${i + 1}`}${document.score !== null && markup` <span class="dim">score ${significant(document.score, 2)}</span>`}
    </summary>
    ${document.content === null ? markup`<p class="dim">Its text was not recorded.</p>` : saidHtml(document.content)}
  </details>`;

const toolCall = (call: TranscriptCall): Html =>
  markup`<details class="tool">
    <summary>
      <code>${callText(call).slice(0, 300)}</code>${call.failed ? markup` <span class="bad">failed</span>` : !call.answered && markup` <span class="dim">no result recorded</span>`}
    </summary>
    ${call.error !== null && markup`<div class="said plain bad">${call.error}</div>`}
    <div class="dim">Arguments</div>
    ${valueHtml(call.arguments)}${
      call.answered &&
      markup`<div class="dim">Result</div>
        ${valueHtml(call.result)}`
    }
  </details>`;

/** A value of any shape: text as it is, everything else as indented JSON. */
export const valueHtml = (value: Json): Html =>
  markup`<div class="code" dir="auto">${typeof value === "string" ? value : JSON.stringify(value, null, 2)}</div>`;
