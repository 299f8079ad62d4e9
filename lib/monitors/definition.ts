import { z } from "zod";

import { Failure } from "@/lib/errors";
import { parseMetricQuery, type MetricQuery } from "@/lib/metrics/metric-query";
import { METRIC_DIMENSIONS, type MetricDimension } from "@/lib/model/figure-dimensions";
import { isTimeZone } from "@/lib/time/zone";

import { MOST_MUTE_WINDOWS, QUANTILES, WEEKDAYS, WINDOWS } from "./choices";

const keysOf = <K extends string>(object: Record<K, unknown>) => Object.keys(object) as [K, ...K[]];
const Clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, {
  error: "Give a time such as 22:00.",
});
const Level = z.enum(["warning", "alert"]);
const Figure = z.number({ error: "Give a number." });

const Quiet = z
  .strictObject({
    days: z.array(z.enum(WEEKDAYS)).min(1, { error: "Choose at least one day." }).max(7),
    from: Clock,
    to: Clock,
    zone: z.string().refine(isTimeZone, {
      error: "Nobody knows this time zone; use a name like Europe/Berlin or UTC.",
    }),
  })
  .meta({
    description:
      "Nobody is told on these days from `from` to `to`; a period over midnight belongs to the day on which it begins.",
  });

/** What all kinds have. */
const common = {
  name: z
    .string()
    .trim()
    .min(1, { error: "Give it a name." })
    .max(120, { error: "Use at most 120 characters." }),
  enabled: z.boolean().default(true).meta({ description: "false: it is judged, and nobody is told." }),
  renotify_hours: z
    .int()
    .min(1)
    .max(720)
    .optional()
    .meta({ description: "Tell again after so many hours while it lasts. Absent: never." }),
  quiet: z.array(Quiet).max(MOST_MUTE_WINDOWS).optional(),
  channels: z
    .array(z.string().trim().min(1, { error: "Name the channel." }).max(120))
    .min(1)
    .max(20)
    .optional()
    .meta({
      description:
        "Names of the channels that are told. Absent, or while none of them is there: all that take incidents.",
    }),
};

/** What a metric is asked for. */
const measured = {
  metric: z.string().trim().max(220).meta({ description: "A metric of GET /api/v1/metrics." }),
  quantile: z
    .enum(QUANTILES)
    .optional()
    .meta({ description: "Of latency and time to first token. Default: p95." }),
  filters: z
    .partialRecord(
      z.enum(METRIC_DIMENSIONS as [MetricDimension, ...MetricDimension[]]),
      z
        .array(z.string().trim().min(1, { error: "Name the value." }).max(1024))
        .min(1, { error: "Name at least one value." })
        .max(50),
    )
    .optional()
    .meta({ description: "Any of the values of each dimension." }),
  group_by: z
    .enum(METRIC_DIMENSIONS as [MetricDimension, ...MetricDimension[]])
    .optional()
    .meta({ description: "A series of its own for each value, the 100 largest." }),
  delay_minutes: z.int().min(0).max(1440).default(2).meta({ description: "Waits so long for late data." }),
};

const Threshold = z.strictObject({
  kind: z.literal("threshold"),
  ...common,
  ...measured,
  window: z.enum(keysOf(WINDOWS)).meta({ description: "Length of time that a figure is of." }),
  direction: z.enum(["above", "below"]),
  warning: Figure.optional(),
  alert: Figure.optional(),
  recover: Figure.optional().meta({
    description: "It is over on the good side of this. Default: `recover_percent` within the level.",
  }),
  recover_percent: z.number().min(0).max(100).default(10),
  min_count: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(0)
    .meta({ description: "Figures made of fewer observations are not judged." }),
  no_data: z
    .enum(["ok", "keep", "alert"])
    .default("ok")
    .meta({ description: "What it means when nothing is known: all is well, nothing changes, an alert." }),
});

const Drift = z.strictObject({
  kind: z.literal("drift"),
  ...common,
  ...measured,
  interval: z.enum(["5m", "hour"]).default("hour"),
  direction: z.enum(["both", "above", "below"]).default("both"),
  level: Level.default("warning"),
});

const Silence = z.strictObject({
  kind: z.literal("silence"),
  ...common,
  of: z.enum(["feature", "key", "client"]).meta({ description: "Who sent regularly and has stopped." }),
  only: z.array(z.string().trim().min(1).max(1024)).min(1).max(100).optional().meta({
    description: "Names of those that are watched. Default: all that have a habit.",
  }),
  level: Level.default("warning"),
});

/** A monitor as the form, the API and a file of YAML give it. */
export const MonitorInput = z
  .discriminatedUnion("kind", [Threshold, Drift, Silence])
  .superRefine((monitor, context) => {
    const issue = (path: string, message: string): void =>
      context.addIssue({ code: "custom", path: [path], message });
    if (monitor.kind === "silence") return;
    try {
      metricQueryOf(monitor);
    } catch (error) {
      const details = error instanceof Failure ? (error.details ?? []) : [];
      if (details.length === 0) throw error;
      for (const { path, message } of details)
        if (path in measured) issue(path, `${message}.`);
        else context.addIssue({ code: "custom", path: ["filters", path], message: `${message}.` });
    }
    if (monitor.kind === "threshold") checkLevels(monitor, issue);
  });
export type MonitorInput = z.input<typeof MonitorInput>;
export type Monitor = z.output<typeof MonitorInput>;
export type ThresholdMonitor = Extract<Monitor, { kind: "threshold" }>;
export type DriftMonitor = Extract<Monitor, { kind: "drift" }>;
export type SilenceMonitor = Extract<Monitor, { kind: "silence" }>;
export type Measured = ThresholdMonitor | DriftMonitor;

/** What is stored as `definition`. */
type Without<T> = T extends unknown ? Omit<T, "name" | "enabled"> : never;
export type Definition = Without<Monitor>;

export const definitionOf = ({ name: _, enabled: __, ...definition }: Monitor): Definition => definition;

function checkLevels(monitor: ThresholdMonitor, issue: (path: string, message: string) => void): void {
  const { direction, warning, alert, recover } = monitor;
  if (warning === undefined && alert === undefined)
    return issue("alert", "Give a level for a warning or an alert.");
  const worse = (a: number, b: number): boolean => (direction === "above" ? a > b : a < b);
  if (warning !== undefined && alert !== undefined && !worse(alert, warning))
    issue("alert", `An alert must lie ${direction} the warning.`);
  const first = warning ?? alert ?? 0;
  if (recover !== undefined && worse(recover, first))
    issue("recover", `It recovers on the other side of ${first}, or at it.`);
}

/** The metric's question, without times. @throws Failure bad_request that names what is wrong */
export function metricQueryOf({
  metric,
  filters,
  group_by,
}: Pick<Measured, "metric" | "filters" | "group_by">): MetricQuery {
  const params = new URLSearchParams({ metric });
  if (group_by !== undefined) params.set("group_by", group_by);
  for (const [name, values] of Object.entries(filters ?? {}))
    for (const value of values) params.append(name, value);
  return parseMetricQuery(params);
}
