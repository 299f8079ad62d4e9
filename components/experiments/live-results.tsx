"use client";

import { Square } from "lucide-react";
import Link from "@/components/ui/link";
import { useEffect, useRef } from "react";

import { Button } from "@/components/ui/button";
import type { Asked } from "@/lib/experiments/experiment";

import { experimentPath } from "./experiment-paths";
import { Results } from "./results";
import type { LiveExperiment } from "./use-run";

interface LiveResultsProps {
  projectSlug: string;
  live: LiveExperiment;
  whatIf: Asked["whatIf"];
  recorded: Asked["recorded"];
  cancel: () => void;
}

/** Whether somebody waits for more of it. */
export const isRunning = (live: LiveExperiment | null): boolean =>
  live?.state === "starting" || live?.state === "running";

/** An experiment while it runs, and what came of it; where it is kept. */
export function LiveResults({ projectSlug, live, whatIf, recorded, cancel }: LiveResultsProps) {
  const section = useRef<HTMLElement>(null);
  const isStarting = live.state === "starting";
  // It begins above what was just being edited, which may be far down the page.
  useEffect(() => {
    if (isStarting) section.current?.scrollIntoView({ block: "nearest" });
  }, [isStarting]);
  return (
    <section
      ref={section}
      aria-label="Results"
      className="grid scroll-mt-[calc(var(--bar)+1rem)] gap-2 [&>*]:min-w-0"
    >
      <div className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-m font-semibold">Results</h2>
        {live.id !== null && (
          <p className="text-s text-ink-2">
            Kept as{" "}
            <Link
              href={experimentPath(projectSlug, live.id)}
              className="text-accent underline"
              prefetch={false}
            >
              experiment {live.id}
            </Link>
            .{isRunning(live) && " Leaving this page cancels it."}
          </p>
        )}
        {isRunning(live) && (
          <Button className="ml-auto" onClick={cancel}>
            <Square aria-hidden className="size-3.5" />
            Cancel
          </Button>
        )}
      </div>
      <Results {...live} whatIf={whatIf} recorded={recorded} />
    </section>
  );
}
