"use client";

import { useSearchParams } from "next/navigation";

import { TraceFind } from "@/components/find/trace-find";
import { LinkTabs } from "@/components/ui/link-tabs";

import { ReadingSwitch } from "./reading-switch";
import { TRACE_VIEWS, type TraceView } from "./search-params";

const LABELS: Record<TraceView, string> = {
  replay: "Replay",
  timeline: "Timeline",
  transcript: "Transcript",
  raw: "Raw",
};

interface TraceTabsProps {
  projectSlug: string;
  path: string;
  view: TraceView;
  /** The trace that the server looks through for a text; null: names of steps are looked through here. */
  findIn: string | null;
}

/** The views of a trace. The selected span goes along from one to the next. */
export function TraceTabs({ projectSlug, path, view, findIn }: TraceTabsProps) {
  const search = useSearchParams();
  const hrefOf = (to: TraceView) => {
    const params = new URLSearchParams(search);
    if (to === "timeline") params.delete("view");
    else params.set("view", to);
    const query = params.toString();
    return query === "" ? path : `${path}?${query}`;
  };
  return (
    <div className="flex shrink-0 flex-wrap items-end bg-surface">
      <LinkTabs
        label="Views of this trace"
        className="min-w-0 flex-1 px-4 max-md:min-w-full max-md:px-3"
        tabs={TRACE_VIEWS.map((to) => ({ label: LABELS[to], href: hrefOf(to), active: to === view }))}
      />
      <div
        data-chrome
        className="flex items-center gap-2 border-b border-line pr-4 pb-1 max-md:w-full max-md:px-3 max-md:pt-1"
      >
        {(findIn !== null || view === "timeline" || view === "replay") && (
          <TraceFind
            projectSlug={projectSlug}
            traceId={findIn}
            keysTaken={view === "replay"}
            className="max-md:min-w-0 max-md:flex-1"
          />
        )}
        {view !== "raw" && (
          <span className="max-md:ml-auto">
            <ReadingSwitch />
          </span>
        )}
      </div>
    </div>
  );
}
