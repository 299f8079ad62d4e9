import { SEGMENTS } from "@/lib/signals/segments";

import type { Segment } from "../read-segments";
import type { Property } from "./sampled";

/** Segments of cells, looked for in rows: cells do not divide judgements. */
export const saidSegments = (segments: readonly Segment[]): Property[] =>
  segments.map(({ dimension, value, label }) => ({
    dimension,
    value,
    label,
    name: `${SEGMENTS[dimension].label} ${label}`,
    has: ({ interaction }) => [SEGMENTS[dimension].of(interaction) ?? []].flat().includes(value),
    isKnown: ({ interaction }) => [SEGMENTS[dimension].of(interaction) ?? []].flat().length > 0,
  }));
