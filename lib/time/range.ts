/** The ranges offered in the header, shortest first. */
export const RANGE_PRESETS = ["15m", "1h", "6h", "24h", "7d", "30d"] as const;
export type RangePreset = (typeof RANGE_PRESETS)[number];
export const DEFAULT_RANGE: RangePreset = "24h";

const MINUTE = 60_000;
export const RANGE_MS: Record<RangePreset, number> = {
  "15m": 15 * MINUTE,
  "1h": 60 * MINUTE,
  "6h": 360 * MINUTE,
  "24h": 1440 * MINUTE,
  "7d": 7 * 1440 * MINUTE,
  "30d": 30 * 1440 * MINUTE,
};

const LABELS: Record<RangePreset, string> = {
  "15m": "Last 15 minutes",
  "1h": "Last hour",
  "6h": "Last 6 hours",
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
};
export const rangeLabel = (preset: RangePreset): string => LABELS[preset];

/** What the URL says: a sliding range, or two fixed ends that win over it. */
export interface RangeChoice {
  range: RangePreset;
  from: Date | null;
  to: Date | null;
}

/** Half open: from <= t < to. `sliding` ranges end now and can be followed live. */
export interface TimeRange {
  from: Date;
  to: Date;
  sliding: boolean;
}

/**
 * The two ends of a choice at a moment. One missing or reversed end falls back to the sliding range: an old or
 * hand-written link shows something sensible instead of an error.
 */
export function resolveRange(choice: RangeChoice, now: Date): TimeRange {
  const { from, to } = choice;
  if (from && to && from < to) return { from, to, sliding: false };
  // From a whole minute on: its spans are summed already, those of half a minute would have to be read.
  const startMs = Math.floor((now.getTime() - RANGE_MS[choice.range]) / MINUTE) * MINUTE;
  return { from: new Date(startMs), to: now, sliding: true };
}

/** The same over as long a time just before. ISO times. */
export function rangeBefore<Asked extends { from: string; to: string }>(asked: Asked): Asked {
  const lengthMs = Date.parse(asked.to) - Date.parse(asked.from);
  return { ...asked, from: new Date(Date.parse(asked.from) - lengthMs).toISOString(), to: asked.from };
}
