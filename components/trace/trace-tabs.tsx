"use client";

import { useSearchParams } from "next/navigation";

import { LinkTabs } from "@/components/ui/link-tabs";

import { ReadingSwitch } from "./reading-switch";
import { TRACE_VIEWS, type TraceView } from "./search-params";

const LABELS: Record<TraceView, string> = {
  replay: "Replay",
  timeline: "Timeline",
  transcript: "Transcript",
  raw: "Raw",
};

/** The views of a trace. The selected span goes along from one to the next. */
export function TraceTabs({ path, view }: { path: string; view: TraceView }) {
  const search = useSearchParams();
  const hrefOf = (to: TraceView) => {
    const params = new URLSearchParams(search);
    if (to === "timeline") params.delete("view");
    else params.set("view", to);
    const query = params.toString();
    return query === "" ? path : `${path}?${query}`;
  };
  return (
    <div className="flex shrink-0 items-end bg-surface">
      <LinkTabs
        label="Views of this trace"
        className="min-w-0 flex-1 px-4 max-md:px-3"
        tabs={TRACE_VIEWS.map((to) => ({ label: LABELS[to], href: hrefOf(to), active: to === view }))}
      />
      {view !== "raw" && (
        <div data-chrome className="border-b border-line pr-4 pb-1 max-md:pr-3">
          <ReadingSwitch />
        </div>
      )}
    </div>
  );
}
