import { EyeOff } from "lucide-react";

import { SimulatedBadge } from "@/components/shell/simulated";
import { Badge, type Tone } from "@/components/ui/badge";
import { formatCount, plural } from "@/lib/format/count";
import { NOTE_WORDS } from "@/lib/traces/note-words";
import type { TraceHead } from "@/lib/traces/summary";

const TONES: Record<Exclude<TraceHead["notes"][number], "simulated">, Tone> = {
  tokensEstimated: "neutral",
  clockSynthetic: "warn",
  sideEffect: "neutral",
  truncated: "warn",
  summed: "warn",
  neverEnded: "warn",
  ttftApproximate: "neutral",
};

/** What a reader must know before believing a number. */
export function TraceNotes({
  trace,
}: {
  trace: Pick<TraceHead, "notes" | "open" | "content_hidden" | "retries"> & {
    counts?: Pick<TraceHead["counts"], "contradicted_cost">;
    erased_at?: string | undefined;
  };
}) {
  return (
    <>
      {trace.open && (
        <Note
          text="Running"
          why="Spans of this trace have not ended or not come yet; figures grow until they do."
          tone="accent"
        />
      )}
      {trace.retries.count > 0 && (
        <Note
          text={retriesText(trace.retries)}
          why="A call or a tool was tried again after it failed, or with the very same input."
          tone="warn"
        />
      )}
      {trace.counts !== undefined && trace.counts.contradicted_cost > 0 && (
        <Note
          text={`Cost contradicted for ${plural(trace.counts.contradicted_cost, "call")}`}
          why="The client reports another cost than tokens and prices make, by more than rounding: one of the two is wrong. The call shows both."
          tone="warn"
        />
      )}
      {trace.notes.map((note) =>
        note === "simulated" ? (
          <SimulatedBadge key={note} />
        ) : (
          <Note key={note} {...NOTE_WORDS[note]} tone={TONES[note]} />
        ),
      )}
      {trace.erased_at !== undefined && (
        <Note
          text={`Content erased on ${trace.erased_at.slice(0, 10)}`}
          why="Somebody had erased what was said in it. Times, tokens, cost and scores are what they were; the audit log says who."
          tone="neutral"
        />
      )}
      {trace.content_hidden && (
        <span tabIndex={0} data-tip="Your role sees figures, not what was said." className="rounded-s">
          <Badge icon={EyeOff}>Content hidden</Badge>
        </span>
      )}
    </>
  );
}

const retriesText = ({ count, fallbacks }: TraceHead["retries"]): string =>
  fallbacks === 0
    ? plural(count, "retry", "retries")
    : `${plural(count, "retry", "retries")}, ${fallbacks === count ? "" : `${formatCount(fallbacks)} `}on another model`;

const Note = ({ text, why, tone }: { text: string; why: string; tone: Tone }) => (
  <span tabIndex={0} data-tip={why} className="inline-flex rounded-s">
    <Badge tone={tone}>{text}</Badge>
  </span>
);
