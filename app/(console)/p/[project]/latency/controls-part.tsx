import { LatencyControls } from "@/components/latency/latency-controls";
import { inProject } from "@/db/tenant";
import { latencyOptions } from "@/lib/latency/latency-options";
import { namedVersions } from "@/lib/latency/named-versions";

import type { PartProps } from "./part-props";

/** The filters with the values that there are. */
export async function ControlsPart({ ctx, scope }: PartProps) {
  const [options, versions] = await inProject(
    ctx.sql,
    ctx.project.id,
    (tx) => Promise.all([latencyOptions(tx, ctx, scope), namedVersions(tx, ctx)]),
    { readOnly: true },
  );
  return <LatencyControls options={options} versions={versions} />;
}
