import Link from "@/components/ui/link";
import type { ReactNode } from "react";

import { promptPath } from "@/components/prompts/prompt-paths";
import { modelNames } from "@/components/trace-list/model-names";
import { CopyButton } from "@/components/ui/copy-button";
import { AbsoluteTime } from "@/components/ui/relative-time";
import type { TraceHead } from "@/lib/traces/summary";

import type { PromptOfTrace } from "./prompts-of-trace";
import { sessionPath, userPath } from "./trace-paths";

export interface TurnOfSession {
  number: number;
  count: number;
}

interface TraceWordsProps {
  projectSlug: string;
  trace: TraceHead;
  prompts?: readonly PromptOfTrace[];
  turn: TurnOfSession | null;
  /** Range and environment that lists are opened with: "range=7d"; empty: the usual. */
  within?: string;
}

/** How many of several values are shown. */
const MOST = 2;

/** What the trace belongs to. Each leads to the list of its like. */
export function TraceWords({ projectSlug, trace, prompts = [], turn, within = "" }: TraceWordsProps) {
  const like = (word: string, value: string): string => {
    const words = new URLSearchParams(within);
    words.set(word, value);
    return `/p/${encodeURIComponent(projectSlug)}/traces?${words}`;
  };
  const inRange = (path: string): string => (within === "" ? path : `${path}?${within}`);
  const of = (word: string, value: string | null, what: string): ReactNode =>
    value !== null && value !== "" ? (
      <Word href={like(word, value)} tip={`Traces of ${what} ${value}`} text={value} />
    ) : null;
  const models = modelNames(trace.models);
  const { trace_id: id, user_id: user, session_id: session } = trace;
  const words: [string, ReactNode][] = [
    ["feature", of("feature", trace.feature, "the feature")],
    ["environment", of("env", trace.environment, "the environment")],
    ["release", of("release", trace.release, "the release")],
    [
      "user",
      user !== null && (
        <Word href={inRange(userPath(projectSlug, user))} tip={`User ${user}`} text={`user ${user}`} />
      ),
    ],
    [
      "session",
      session !== null && (
        <Word
          href={sessionPath(projectSlug, session)}
          tip={`Session ${session}`}
          text={turn === null ? "session" : `turn ${turn.number} of ${turn.count}`}
        />
      ),
    ],
    [
      "models",
      models.length > 0 && (
        <Several of={models}>
          {models.slice(0, MOST).map((model) => (
            <Word key={model} href={like("model", model)} tip={`Traces that called ${model}`} text={model} />
          ))}
        </Several>
      ),
    ],
    [
      "prompts",
      prompts.length > 0 && (
        <Several of={prompts.map(({ label }) => label)}>
          {prompts.slice(0, MOST).map(({ label, fingerprint }) => (
            <Word
              key={label}
              href={
                fingerprint === null ? like("prompt_version", label) : promptPath(projectSlug, fingerprint)
              }
              tip={`Prompt version ${label}`}
              text={label}
            />
          ))}
        </Several>
      ),
    ],
    ["at", <AbsoluteTime key="at" at={trace.started_at} />],
    [
      "id",
      <span key="id" className="inline-flex items-center">
        <span className="font-mono" data-tip={id}>
          {id.slice(0, 8)}
        </span>
        <CopyButton text={id} what="trace id" />
      </span>,
    ],
  ];
  return (
    <span className="contents">
      {words
        .filter(([, word]) => word !== null && word !== false)
        .map(([key, word], index, { length }) => (
          <span key={key} className="flex min-w-0 items-center gap-x-1.5">
            {word}
            {index < length - 1 && (
              <span aria-hidden className="text-ink-3">
                ·
              </span>
            )}
          </span>
        ))}
    </span>
  );
}

const Word = ({ href, tip, text }: { href: string; tip: string; text: string }) => (
  <Link
    href={href}
    prefetch={false}
    data-tip={tip}
    className="inline-block max-w-60 truncate leading-6 text-ink-2 underline decoration-line-strong underline-offset-3 hover:text-accent hover:decoration-current"
  >
    <bdi>{text}</bdi>
  </Link>
);

const Several = ({ of, children }: { of: readonly string[]; children: ReactNode }) => (
  <span className="flex min-w-0 items-center gap-x-1.5">
    {children}
    {of.length > MOST && (
      <span className="tabular text-ink-3" data-tip={of.slice(MOST).join("\n")}>
        +{of.length - MOST}
      </span>
    )}
  </span>
);
