"use client";

import { useSearchParams } from "next/navigation";

import { LinkTabs } from "@/components/ui/link-tabs";

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
    <LinkTabs
      label="Views of this trace"
      className="shrink-0 bg-surface px-4 max-md:px-3"
      tabs={TRACE_VIEWS.map((to) => ({ label: LABELS[to], href: hrefOf(to), active: to === view }))}
    />
  );
}
