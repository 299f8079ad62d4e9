import { FeatureShapes } from "@/components/latency/feature-shapes";
import { tracesHref } from "@/components/latency/trace-links";
import { readShapes } from "@/lib/latency/page-questions";

import type { PartProps } from "./part-props";

/** How each feature works. Nothing at all where the page says so already. */
export async function ShapesPart({ ctx, scope }: PartProps) {
  const shapes = await readShapes(ctx, scope);
  if (shapes.length === 0) return null;
  return (
    <FeatureShapes
      shapes={shapes}
      hrefOf={(feature, words = {}) => tracesHref(ctx.project.slug, scope, "traces", { ...words, feature })}
    />
  );
}
