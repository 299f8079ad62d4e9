import { LatencyControls } from "@/components/latency/latency-controls";
import { readFilterValues } from "@/lib/latency/page-questions";

import type { PartProps } from "./part-props";

/** The filters with the values that there are. */
export async function ControlsPart({ ctx, scope }: PartProps) {
  return <LatencyControls {...await readFilterValues(ctx, scope)} />;
}
