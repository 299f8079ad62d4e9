"use client";

import { useQuery } from "@tanstack/react-query";
import { Cable } from "lucide-react";
import Link from "@/components/ui/link";

import { doctorPath, tracePath } from "@/components/trace/trace-paths";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Dialog } from "@/components/ui/dialog";
import { QueryError } from "@/components/ui/query-error";
import { Skeleton } from "@/components/ui/skeleton";
import { plural } from "@/lib/format/count";
import { formatDuration } from "@/lib/format/duration";
import { formatUsd } from "@/lib/format/money";
import { fetchJson } from "@/lib/http/fetch-json";
import type { Diagnosis } from "@/lib/replay-server/diagnosis";

interface ReplayServerProps {
  projectSlug: string;
  traceId: string;
}

/** How an agent is pointed at this recording instead of its provider, and what stands in its way. */
export const ReplayServer = (props: ReplayServerProps) => (
  <Dialog
    size="l"
    title="Replay server"
    description="Runs an agent again with its model calls answered from this trace: at no cost, and as it really happened."
    trigger={
      <Button size="s" variant="ghost">
        <Cable aria-hidden className="size-4" strokeWidth={1.75} />
        <span className="max-md:sr-only">Replay server</span>
      </Button>
    }
  >
    <ReplayServerBody {...props} />
  </Dialog>
);

function ReplayServerBody({ projectSlug, traceId }: ReplayServerProps) {
  // Only ever drawn after a click.
  const base = `${location.origin}/api/v1/replay/${traceId}`;
  return (
    <div className="grid gap-4 text-s">
      <section className="grid gap-2">
        <h3 className="font-semibold">Point a client at it</h3>
        <CodeBlock
          title="OpenAI"
          what="settings for OpenAI"
          code={`OPENAI_BASE_URL=${base}/v1\nOPENAI_API_KEY=rk_…`}
        />
        <CodeBlock
          title="Anthropic"
          what="settings for Anthropic"
          code={`ANTHROPIC_BASE_URL=${base}\nANTHROPIC_API_KEY=rk_…`}
        />
        <p className="text-ink-2">
          The key is one of this project with the scope read. A request that was not recorded is refused, and
          told how it differs from the nearest one that was.
        </p>
      </section>
      <section className="grid gap-2">
        <h3 className="font-semibold">From some step on, for real</h3>
        <CodeBlock
          title="OpenAI, from call 4 on"
          what="settings for OpenAI from a call on"
          code={`OPENAI_BASE_URL=${base}/until/3/PROVIDER/v1\nOPENAI_API_KEY=rk_…`}
        />
        <p className="text-ink-2">
          The first three model calls are answered from this trace, the rest by a provider of the project:{" "}
          <Link
            href={`/p/${projectSlug}/settings/providers`}
            prefetch={false}
            className="text-accent underline"
          >
            Settings › Providers
          </Link>{" "}
          shows its number. That costs money there; the key needs the scope run.
        </p>
      </section>
      <Doctor projectSlug={projectSlug} traceId={traceId} />
    </div>
  );
}

function Doctor({ projectSlug, traceId }: ReplayServerProps) {
  const path = doctorPath(projectSlug, traceId);
  const query = useQuery({
    queryKey: ["doctor", path],
    queryFn: ({ signal }) => fetchJson<Diagnosis>(path, signal),
  });
  return (
    <section aria-label="Replay doctor" className="grid gap-2">
      <h3 className="font-semibold">Replay doctor</h3>
      {query.isError ? (
        <QueryError query={query} title="The trace could not be examined" />
      ) : query.data ? (
        <Told projectSlug={projectSlug} diagnosis={query.data} />
      ) : (
        <div role="status" aria-label="Examining the trace">
          <Skeleton className="h-16 w-full" />
        </div>
      )}
    </section>
  );
}

function Told({ projectSlug, diagnosis }: { projectSlug: string; diagnosis: Diagnosis }) {
  const { findings, findings_total: total, saves } = diagnosis;
  return (
    <>
      <p>
        {diagnosis.answerable_calls} of {plural(diagnosis.model_calls, "model call")} can be answered from the
        recording. {savesText(saves)}
        {!diagnosis.all_spans_looked_at && " The trace holds more than is looked at: this is its beginning."}
      </p>
      {findings.length === 0 ? (
        <p className="text-ink-2">Nothing was found that stands in the way of a replay.</p>
      ) : (
        <ul className="grid gap-2">
          {findings.map(({ kind, blocks, span_id: spanId, span_name: name, message }, index) => (
            <li key={index} className="rounded-m border border-line px-3 py-2">
              <div className="flex min-w-0 items-center gap-2">
                <Badge tone={blocks ? "bad" : "warn"}>{KIND_NAMES[kind]}</Badge>
                <Link
                  href={`${tracePath(projectSlug, diagnosis.trace_id)}?span=${spanId}`}
                  prefetch={false}
                  className="min-w-0 truncate text-accent hover:underline"
                >
                  {name}
                </Link>
              </div>
              <p className="mt-1 break-words text-ink-2">{message}</p>
            </li>
          ))}
        </ul>
      )}
      {total > findings.length && (
        <p className="text-ink-2">{total - findings.length} more findings are not shown.</p>
      )}
    </>
  );
}

const KIND_NAMES: Record<Diagnosis["findings"][number]["kind"], string> = {
  no_messages: "no messages",
  no_answer: "no answer",
  no_tool_result: "no tool result",
  truncated: "cut off",
  server_state: "kept by the provider",
  sampling: "sampled",
  time_in_prompt: "time in the prompt",
  equal_calls: "equal calls",
  order_of_results: "order of results",
};

function savesText(saves: Diagnosis["saves"]): string {
  const { calls_of_unknown_cost: unpriced, calls_of_unknown_duration: untimed } = saves;
  const cost = unpriced === 0 ? "" : `, and what ${plural(unpriced, "call")} of unknown cost would cost,`;
  const time = untimed === 0 ? "" : ` and more: how long ${plural(untimed, "call")} took is not known`;
  return `A replay saves ${formatUsd(saves.usd)}${cost} and ${formatDuration(saves.ms)} of waiting${time}.`;
}
