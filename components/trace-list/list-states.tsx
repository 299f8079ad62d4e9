import { Inbox, SearchX } from "lucide-react";
import Link from "next/link";

import { consolePath } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** The project has never had a trace. */
export const NoTracesYet = ({ projectSlug }: { projectSlug: string }) => (
  <EmptyState
    icon={Inbox}
    title="No traces yet"
    action={
      <Button asChild variant="primary">
        <Link href={consolePath(projectSlug, "getting-started")}>Send the first trace</Link>
      </Button>
    }
  >
    Point any OpenTelemetry client at this address and its interactions appear here within seconds.
  </EmptyState>
);

/** There are traces, but not here. */
export const NothingHere = ({
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
export const NotFoundSoFar = ({ q, whole }: { q: string; whole: boolean }) => (
  <EmptyState
    icon={SearchX}
    title={whole ? `Nothing in this range says “${q}”` : `“${q}” was not found so far`}
  >
    {whole
      ? "The whole range was looked through. A longer range may hold it."
      : "Text is looked for newest first, a stretch of time at once. Search further to go on."}
  </EmptyState>
);
