import Link from "@/components/ui/link";
import type { ReactNode } from "react";

import { Badge } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";
import { Figure } from "@/components/ui/figure";
import { KeyValues } from "@/components/ui/key-values";
import { AbsoluteTime } from "@/components/ui/relative-time";
import { formatDuration } from "@/lib/format/duration";
import { significant } from "@/lib/format/significant";
import type { SpanDocument } from "@/lib/traces/document";

import { tracePath } from "./trace-paths";

/** A span's facts: when, how long, which model, how it ended. Rows without an answer are left out. */
export function SpanFacts({ projectSlug, span }: { projectSlug: string; span: SpanDocument }) {
  const items: { key: string; value: ReactNode }[] = [];
  const add = (key: string, value: ReactNode | null | undefined) => {
    if (value !== null && value !== undefined && value !== "") items.push({ key, value });
  };
  add("Started", <AbsoluteTime at={span.started_at} milliseconds />);
  add("Duration", <Figure value={span.duration_ms} quantity="duration" unknown="its end is not known" />);
  if (span.kind === "llm") {
    add(
      "First token",
      <Figure
        value={span.ttft_ms}
        quantity="duration"
        unknown={
          span.streaming === false ? "the answer was not streamed" : "the client reported no first token"
        }
      />,
    );
    add("Speed", outputSpeed(span));
  }
  add("Model", modelText(span));
  add("Provider", span.provider);
  add("Streaming", span.streaming === null ? null : span.streaming ? "yes" : "no");
  add("Finished", span.finish_reason && <Finish reason={span.finish_reason} />);
  add("Attempt", span.attempt.length > 0 ? <Attempt attempt={span.attempt} /> : null);
  add("Service", span.service);
  add(
    "Told elsewhere",
    span.told_elsewhere && <Elsewhere projectSlug={projectSlug} there={span.told_elsewhere} />,
  );
  add("Tool call id", span.tool?.call_id && <Id text={span.tool.call_id} what="tool call id" />);
  add("Span id", <Id text={span.span_id} what="span id" />);
  return <KeyValues items={items} />;
}

const Id = ({ text, what }: { text: string; what: string }) => (
  <span className="flex min-w-0 items-center gap-1">
    <span className="truncate font-mono">{text}</span>
    <CopyButton text={text} what={what} />
  </span>
);

/** The other trace that tells the same call: of the two, one is counted. */
const Elsewhere = ({
  projectSlug,
  there,
}: {
  projectSlug: string;
  there: NonNullable<SpanDocument["told_elsewhere"]>;
}) => (
  <span>
    <Link
      href={`${tracePath(projectSlug, there.trace_id)}?span=${there.span_id}`}
      className="text-accent hover:underline"
    >
      {there.counted === "here" ? "by who served it" : "by who called"}
    </Link>
    <span className="text-ink-3">
      {there.counted === "here" ? ": counted here, not there" : ": counted there, not here"}
    </span>
  </span>
);

/** Cut off by a limit or a filter is what one looks for in a post-mortem. */
const Finish = ({ reason }: { reason: string }) =>
  reason === "length" || reason === "content_filter" ? (
    <Badge tone="warn">
      {reason === "length" ? "cut off at the token limit" : "stopped by a content filter"}
    </Badge>
  ) : (
    <span>{reason.replaceAll("_", " ")}</span>
  );

/** Whether it was tried before, and whether it was tried again. */
const Attempt = ({ attempt }: { attempt: SpanDocument["attempt"] }) => (
  <span className="flex flex-wrap gap-1">
    {attempt.includes("repeats") && (
      <Badge tone="warn">{attempt.includes("fallback") ? "fallback" : "retry"}</Badge>
    )}
    {attempt.includes("replaced") && <Badge>tried again</Badge>}
  </span>
);

function modelText({ request_model: asked, response_model: answered }: SpanDocument): ReactNode | null {
  if (asked === null || answered === null || asked === answered) return answered ?? asked;
  return (
    <>
      {asked} <span className="text-ink-3">answered by {answered}</span>
    </>
  );
}

/** Tokens a second from the first token on; of a call that was not streamed, over its whole time. */
function outputSpeed({ tokens, duration_ms: durationMs, ttft_ms: ttftMs }: SpanDocument): string | null {
  const output = tokens?.output_total ?? null;
  if (output === null || output === 0 || durationMs === null) return null;
  const seconds = (durationMs - (ttftMs ?? 0)) / 1000;
  return seconds <= 0
    ? null
    : `${significant(output / seconds)} tokens/s${ttftMs === null ? "" : ` after the first (${formatDuration(durationMs - ttftMs)})`}`;
}
