import { ArrowUp, Inbox, SearchX } from "lucide-react";

import { NoTracesYet } from "@/components/shell/no-data";

import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { AbsoluteTime } from "@/components/ui/relative-time";
import { Failure } from "@/lib/errors";
import { plural } from "@/lib/format/count";

/** There are traces, but not here. */
const NothingHere = ({
  narrowed,
  longer,
  onClear,
  onLonger,
}: {
  narrowed: boolean;
  longer: boolean;
  onClear: () => void;
  onLonger: () => void;
}) => (
  <EmptyState
    icon={Inbox}
    title={narrowed ? "No trace in this range passes the filters" : "No traces in this range"}
    action={
      <>
        {narrowed && <Button onClick={onClear}>Clear the filters</Button>}
        {longer && <Button onClick={onLonger}>Show the last 30 days</Button>}
      </>
    }
  >
    {longer
      ? "Choose a longer range or another environment above."
      : "Choose another range or environment above."}
  </EmptyState>
);

/** The text was not found, as far as was looked. */
const NotFoundSoFar = ({
  q,
  whole,
  searchedTo,
}: {
  q: string;
  whole: boolean;
  searchedTo?: string | undefined;
}) => (
  <EmptyState
    icon={SearchX}
    title={whole ? `Nothing in this range says “${q}”` : `“${q}” was not found so far`}
  >
    {whole ? (
      <>
        Everything that passes the filters was looked through, back to{" "}
        {searchedTo === undefined ? "its beginning" : <AbsoluteTime at={searchedTo} />}. A longer range may
        hold it.
      </>
    ) : (
      "Text is looked for newest first, one part of the range after the other. Search further to go on."
    )}
  </EmptyState>
);

interface ListEmptyProps {
  projectSlug: string;
  /** The project has a trace, in whatever range. */
  everAny: boolean;
  /** What was searched for. */
  q: string | null;
  /** The whole range was looked through. */
  whole: boolean;
  /** ISO time: how far back it was looked for. */
  searchedTo: string | undefined;
  narrowed: boolean;
  longer: boolean;
  onClear: () => void;
  onLonger: () => void;
}

/** Why no row is there, and what to do next. */
export const ListEmpty = ({ projectSlug, everAny, q, whole, searchedTo, ...here }: ListEmptyProps) => (
  <div className="overflow-auto">
    {q !== null ? (
      <NotFoundSoFar q={q} whole={whole} searchedTo={searchedTo} />
    ) : everAny ? (
      <NothingHere {...here} />
    ) : (
      <NoTracesYet project={projectSlug} />
    )}
  </div>
);

interface ListFailureProps {
  error: Error | null;
  onRetry: () => void;
  retrying: boolean;
}

export function ListFailure({ error, onRetry, retrying }: ListFailureProps) {
  const failure = error instanceof Failure ? error : undefined;
  return (
    <ErrorState
      title="The list of traces could not be read"
      code={failure?.code}
      onRetry={onRetry}
      retrying={retrying}
    >
      {failure?.message ?? "The server did not answer."}
    </ErrorState>
  );
}

/** Rows that came meanwhile wait above what is read. */
export const NewRows = ({ n, onShow }: { n: number; onShow: () => void }) => (
  <div className="pointer-events-none absolute inset-x-0 top-10 z-20 grid justify-items-center">
    <Button variant="primary" className="pointer-events-auto rounded-full! shadow-pop" onClick={onShow}>
      <ArrowUp aria-hidden className="size-3.5" />
      {plural(n, "new trace")}
    </Button>
  </div>
);

export const NoOlderRows = ({ onRetry }: { onRetry: () => void }) => (
  <div className="flex items-center gap-3 border-t border-line px-3 py-1.5 text-s">
    <span className="text-bad">Older traces could not be read.</span>
    <Button size="s" onClick={onRetry}>
      Try again
    </Button>
  </div>
);

/** What the order of the rows does not say by itself. */
export const SortNote = ({
  searching,
  from,
  onUnsort,
}: {
  /** A text is looked for, newest first, whatever the address says. */
  searching: boolean;
  /** ISO time: older traces are not in the order. */
  from: string | undefined;
  onUnsort: () => void;
}) => (
  <div
    role="status"
    className="flex flex-wrap items-center gap-x-3 border-b border-line bg-surface px-3 py-1 text-s text-ink-2"
  >
    {searching ? (
      "A search stands newest first."
    ) : (
      <span>
        Sorted among the newest 300,000 traces of this range, since{" "}
        {from !== undefined && <AbsoluteTime at={from} />}. A shorter range or an earlier end holds the
        others.
      </span>
    )}
    <Button variant="ghost" size="s" onClick={onUnsort}>
      Newest first
    </Button>
  </div>
);
