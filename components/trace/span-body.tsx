"use client";

import { Eraser, EyeOff, FlaskConical, RotateCw } from "lucide-react";
import Link from "@/components/ui/link";

import { promptPath } from "@/components/prompts/prompt-paths";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { JsonView } from "@/components/ui/json-view";
import { AbsoluteTime } from "@/components/ui/relative-time";
import { plural } from "@/lib/format/count";
import { isObject, type Json } from "@/lib/model/json";
import type { SpanDocument } from "@/lib/traces/document";
import type { SpanDetail } from "@/lib/traces/get-span";

import { DocumentCards } from "./document-cards";
import { FAILURE_LABELS } from "@/lib/model/failure-labels";
import { LongText } from "./long-text";
import { callText, textOfMessage } from "@/lib/traces/message-text";
import { MediaIn } from "./media-part";
import { MessageBody } from "./message-body";
import { SaidText } from "./said-text";
import { SideSection } from "./side-section";
import { SinceBefore } from "./since-before";
import { SpanCost } from "./span-cost";
import { SpanFacts } from "./span-facts";
import { SpanMessages } from "./span-messages";
import { SpanRaw } from "./span-raw";

interface SpanBodyProps {
  projectSlug: string;
  detail: SpanDetail;
  callName: (spanId: string) => string | null;
  /** Where the trace is as JSON, and below it its spans. */
  jsonHref: string;
  version: string;
  /** Where the call is run again; null: not from here, or not by this viewer. */
  runHref: string | null;
}

/** The sections of the side panel, those that answer "what happened" first. */
export function SpanBody({ projectSlug, detail, callName, jsonHref, version, runHref }: SpanBodyProps) {
  const { span, context } = detail;
  const previous = context?.previous_span_id ? callName(context.previous_span_id) : null;
  return (
    <MediaIn of={{ span }}>
      {span.error && <SpanError error={span.error} failure={span.failure} />}
      <section className="border-b border-line px-4 py-3">
        <SpanFacts projectSlug={projectSlug} span={span} />
        {runHref !== null && span.kind === "llm" && span.erased_at === undefined && (
          <RunLinks href={runHref} />
        )}
      </section>
      {detail.content_hidden && <ContentHidden />}
      {span.erased_at !== undefined && <ContentErased at={span.erased_at} />}
      {span.query !== null && (
        <SideSection title="Query" actions={<CopyButton text={span.query} what="query" />}>
          <LongText text={span.query} />
        </SideSection>
      )}
      {span.tool && !detail.content_hidden && span.erased_at === undefined && (
        <SpanTool tool={span.tool} failed={span.status === "error"} />
      )}
      <SpanMessages detail={detail} previous={previous} />
      <SinceBefore detail={detail} jsonHref={jsonHref} version={version} previous={previous} />
      <SpanOutput span={span} />
      {span.documents && (
        <SideSection
          title={span.kind === "rerank" ? "Reranked" : "Documents"}
          aside={plural(span.documents.length, "document")}
        >
          <DocumentCards documents={span.documents} />
        </SideSection>
      )}
      <SpanCost span={span} />
      {span.prompt && <SpanPrompt projectSlug={projectSlug} prompt={span.prompt} />}
      {span.parameters && Object.keys(span.parameters).length > 0 && (
        <SideSection title="Parameters">
          <JsonView value={span.parameters} what="parameters" openDepth={1} />
        </SideSection>
      )}
      {span.tool_definitions && span.tool_definitions.length > 0 && (
        <SideSection title="Tools offered" aside={plural(span.tool_definitions.length, "tool")}>
          <JsonView value={toolsByName(span.tool_definitions)} what="tool definitions" openDepth={1} />
        </SideSection>
      )}
      {!span.tool && (span.query === null || isObject(span.input_value)) && span.input_value !== null && (
        <Value title="Input" value={span.input_value} />
      )}
      {!span.tool && span.output_value !== null && span.documents === null && span.output_text === null && (
        <Value title="Output" value={span.output_value} />
      )}
      <SpanRaw span={span} />
    </MediaIn>
  );
}

/** The call once more, and what its answer depends on. */
const RunLinks = ({ href }: { href: string }) => (
  <div className="mt-2.5 flex flex-wrap gap-2">
    <Button asChild size="s">
      <Link href={href} prefetch={false}>
        <RotateCw aria-hidden className="size-3.5" />
        Run again
      </Link>
    </Button>
    <Button asChild size="s">
      <Link href={`${href}?ask=what-if`} prefetch={false}>
        <FlaskConical aria-hidden className="size-3.5" />
        What if
      </Link>
    </Button>
  </div>
);

function ContentErased({ at }: { at: string }) {
  return (
    <div role="note" className="flex items-start gap-2 border-b border-line bg-sunken px-4 py-3 text-ink-2">
      <Eraser aria-hidden className="mt-0.5 size-3.5 shrink-0 text-ink-3" />
      <p>
        What this step carried was erased on <AbsoluteTime at={at} />. Times, tokens and costs are what they
        were.
      </p>
    </div>
  );
}

export function ContentHidden() {
  return (
    <div role="note" className="flex items-start gap-2 border-b border-line bg-sunken px-4 py-3 text-ink-2">
      <EyeOff aria-hidden className="mt-0.5 size-3.5 shrink-0 text-ink-3" />
      <p>
        Content is hidden for your role. Times, tokens and costs are shown; what was said is for engineers,
        compliance and admins.
      </p>
    </div>
  );
}

export function SpanError({
  error,
  failure,
}: {
  error: NonNullable<SpanDocument["error"]>;
  failure: SpanDocument["failure"];
}) {
  const text =
    [error.type, error.message].filter(Boolean).join(": ") || "It failed, and the client did not say why.";
  return (
    <section className="border-b border-line bg-bad-soft px-4 py-3">
      <div className="flex items-start gap-2 text-bad">
        <div className="min-w-0">
          {failure !== null && failure !== "other" && <p className="text-xs">{FAILURE_LABELS[failure]}</p>}
          <LongText text={text} className="font-medium" />
        </div>
        <span className="ml-auto">
          <CopyButton text={[text, error.stack].filter(Boolean).join("\n")} what="error" />
        </span>
      </div>
      {error.stack && (
        <details className="mt-2">
          <summary className="text-bad">Stack</summary>
          <div className="mt-1.5">
            <CodeBlock code={error.stack} what="stack" title="Stack" wrap={false} className="max-h-80" />
          </div>
        </details>
      )}
    </section>
  );
}

export function SpanTool({ tool, failed }: { tool: NonNullable<SpanDocument["tool"]>; failed: boolean }) {
  return (
    <>
      <Value title="Arguments" value={tool.arguments} none="No arguments were recorded." />
      <Value
        title="Result"
        value={tool.result}
        none={failed ? "It failed before there was a result." : "No result was recorded."}
      />
    </>
  );
}

/** A body of any shape: text as text, everything else as a tree. */
export function Value({ title, value, none }: { title: string; value: Json; none?: string }) {
  if (value === null)
    return (
      <SideSection title={title}>
        <p className="text-ink-3">{none}</p>
      </SideSection>
    );
  if (typeof value !== "string")
    return (
      <SideSection title={title}>
        <JsonView value={value} what={title.toLowerCase()} openDepth={2} />
      </SideSection>
    );
  return (
    <SideSection title={title} actions={<CopyButton text={value} what={title.toLowerCase()} />}>
      <LongText text={value} />
    </SideSection>
  );
}

export function SpanOutput({ span }: { span: SpanDocument }) {
  const output = span.output ?? [];
  if (output.length === 0 && span.output_text === null) return null;
  const calls = span.tool_calls?.length ?? 0;
  return (
    <SideSection
      title="Answer"
      aside={calls > 0 ? plural(calls, "tool call") : span.finish_reason === "length" ? "cut off" : undefined}
      actions={
        <CopyButton
          text={() =>
            span.output_text ??
            output
              .map((message) =>
                [textOfMessage(message), ...(message.tool_calls ?? []).map(callText)]
                  .filter(Boolean)
                  .join("\n"),
              )
              .join("\n\n")
          }
          what="answer"
        />
      }
    >
      {output.length === 0 ? (
        <SaidText text={span.output_text ?? ""} />
      ) : (
        output.map((message, i) => <MessageBody key={i} message={message} />)
      )}
    </SideSection>
  );
}

interface SpanPromptProps {
  projectSlug: string;
  prompt: NonNullable<SpanDocument["prompt"]>;
}

function SpanPrompt({ projectSlug, prompt }: SpanPromptProps) {
  return (
    <SideSection
      title="Prompt version"
      aside={prompt.fingerprint && <span className="font-mono">{prompt.fingerprint}</span>}
      actions={prompt.fingerprint && <CopyButton text={prompt.fingerprint} what="fingerprint" />}
    >
      <p>
        {prompt.name ?? "Unnamed prompt"}
        {prompt.version !== null && <span className="tabular text-ink-2"> version {prompt.version}</span>}
        {prompt.fingerprint && (
          <>
            {" "}
            <Link
              href={promptPath(projectSlug, prompt.fingerprint)}
              className="text-accent underline"
              prefetch={false}
            >
              What it changed
            </Link>
          </>
        )}
      </p>
    </SideSection>
  );
}

/** Definitions under the tools' names, so that a list of thirty can be read; without a name, or with one that was taken, by place. */
function toolsByName(definitions: readonly Json[]): Json {
  const named = new Map<string, Json>();
  for (const [index, definition] of definitions.entries()) {
    const inner = isObject(definition) && isObject(definition.function) ? definition.function : definition;
    const name = isObject(inner) && typeof inner.name === "string" ? inner.name : "";
    named.set(name === "" || named.has(name) ? String(index) : name, inner);
  }
  return Object.fromEntries(named);
}
