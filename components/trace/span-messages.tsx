"use client";

import { useState } from "react";

import { cn } from "@/components/ui/cn";
import { CopyButton } from "@/components/ui/copy-button";
import { plural } from "@/lib/format/count";
import type { SpanDetail } from "@/lib/traces/get-span";

import { MessageBody } from "./message-body";
import type { ShownMessage } from "@/lib/traces/message-text";
import { SideSection } from "./side-section";

interface SpanMessagesProps {
  detail: SpanDetail;
  /** "call 1": the model call that the unchanged ones were sent with. */
  previous: string | null;
}

/** What the model saw: its system prompt, what it had seen before (folded), and what is new. */
export function SpanMessages({ detail, previous }: SpanMessagesProps) {
  const { span, context } = detail;
  const input = span.input ?? [];
  const [open, setOpen] = useState(false);
  const unchanged = context?.previous_span_id ? context.unchanged : 0;
  const isNew = input.length - unchanged;
  // The system prompt is shown apart; in the list it would be shown twice.
  const first = input[0]?.role === "system" && span.system !== null ? 1 : 0;
  const system: ShownMessage | null = span.system === null ? null : { role: "system", content: span.system };
  if (system === null && input.length === 0) return null;
  const folded = Math.max(0, unchanged - first);
  return (
    <SideSection
      title={span.kind === "llm" || span.kind === "embedding" ? "What the model saw" : "Input"}
      aside={
        <>
          {plural(input.length, "message")}
          {unchanged > 0 && `, ${isNew} new`}
        </>
      }
      actions={
        <CopyButton
          text={() => JSON.stringify(system && first === 0 ? [system, ...input] : input, null, 2)}
          what="messages as JSON"
        />
      }
    >
      <div className="grid">
        {system && <MessageLine message={system} limit={180} />}
        {folded > 0 && (
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="grid grid-cols-[64px_1fr] gap-2 py-1 text-left text-ink-3 hover:text-ink"
          >
            <span className="tabular">{folded} earlier</span>
            <span className="flex items-center gap-1">
              unchanged since {previous ?? "the call before"}
              <span className="text-accent">{open ? "hide" : "show"}</span>
            </span>
          </button>
        )}
        {open &&
          input
            .slice(first, unchanged)
            .map((message, i) => <MessageLine key={i} message={message} limit={400} />)}
        {input.slice(Math.max(first, unchanged)).map((message, i) => (
          <MessageLine key={unchanged + i} message={message} marked={unchanged > 0} />
        ))}
        {context !== null && context.dropped > 0 && (
          <p className="pt-1.5 text-ink-3">
            {plural(context.dropped, "message")} of the call before {context.dropped === 1 ? "was" : "were"}{" "}
            left out.
          </p>
        )}
      </div>
    </SideSection>
  );
}

interface MessageLineProps {
  message: ShownMessage;
  /** New against the call before. */
  marked?: boolean;
  limit?: number;
}

function MessageLine({ message, marked, limit }: MessageLineProps) {
  return (
    <div
      className={cn(
        "grid grid-cols-[64px_minmax(0,1fr)] gap-2 py-1.5",
        marked && "-mx-4 bg-accent-soft/70 px-4 shadow-[inset_2px_0_var(--accent-fill)]",
      )}
    >
      <span className={marked ? "text-ink-2" : "text-ink-3"}>
        {message.role}
        {marked && <span className="sr-only"> (new)</span>}
      </span>
      <MessageBody message={message} limit={limit} />
    </div>
  );
}
