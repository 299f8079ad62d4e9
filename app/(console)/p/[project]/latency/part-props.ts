import type { LatencyView } from "@/components/latency/search-params";
import type { Context } from "@/lib/context";
import type { LatencyScope } from "@/lib/latency/scope";

/** What each part of the page is drawn from. */
export interface PartProps {
  ctx: Context;
  view: LatencyView;
  scope: LatencyScope;
}
