import { EyeOff } from "lucide-react";

import { SimulatedBadge } from "@/components/shell/simulated";
import { Badge, type Tone } from "@/components/ui/badge";
import { formatCount, plural } from "@/lib/format/count";
import type { TraceHead } from "@/lib/traces/summary";

const NOTES: Record<
  Exclude<TraceHead["notes"][number], "simulated">,
  { text: string; why: string; tone: Tone }
> = {
  tokensEstimated: {
    text: "Token counts estimated",
    why: "Counted by a tokenizer: the provider's own counts did not come with the trace.",
    tone: "neutral",
  },
  clockSynthetic: {
    text: "Synthetic clock",
    why: "Times were laid out by an importer: order is real, durations are not.",
    tone: "warn",
  },
  sideEffect: {
    text: "Side effects",
    why: "At least one tool changed something outside the conversation.",
    tone: "neutral",
  },
  truncated: {
    text: "Cut by the client",
    why: "The client left out attributes, events or links before it sent them.",
    tone: "warn",
  },
  summed: {
    text: "Summed, not resolved",
    why: "It has more spans than are resolved together: counts, tokens and cost are sums over spans as each tells them, and what only the whole could tell is unknown.",
    tone: "warn",
  },
  neverEnded: {
    text: "Never ended",
    why: "It was begun, and for an hour nothing more came of it: the program stopped before it could say the end.",
    tone: "warn",
  },
  ttftApproximate: {
    text: "First token approximate",
    why: "The client dates the first event of a model's stream, which comes some ten milliseconds before the first token.",
    tone: "neutral",
  },
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
          text="Still open"
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
        note === "simulated" ? <SimulatedBadge key={note} /> : <Note key={note} {...NOTES[note]} />,
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
