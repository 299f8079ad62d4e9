import { unitOf } from "@/lib/metrics/figure";
import { METRIC_DIMENSIONS, type MetricDimension } from "@/lib/model/figure-dimensions";
import { WEEKDAYS } from "@/lib/monitors/choices";
import type { MonitorInput } from "@/lib/monitors/definition";

type MuteWindow = NonNullable<MonitorInput["quiet"]>[number];

/** Nights of all days, until somebody says otherwise. */
export const newMuteWindow = (zone: string): MuteWindow => ({
  days: [...WEEKDAYS],
  from: "22:00",
  to: "06:00",
  zone,
});

export interface MonitorText {
  kind: string;
  name: string;
  enabled: boolean;
  metric: string;
  quantile: string;
  groupBy: string;
  filters: Record<MetricDimension, string>;
  window: string;
  direction: string;
  warning: string;
  alert: string;
  recover: string;
  recoverPercent: string;
  minCount: string;
  noData: string;
  delayMinutes: string;
  interval: string;
  driftDirection: string;
  level: string;
  of: string;
  only: string;
  renotifyHours: string;
  /** Names, by comma. */
  channels: string;
  /** Mute windows. */
  quiet: MuteWindow[];
}

/** Levels of shares are typed as percentages. */
export const isShare = (metric: string): boolean => unitOf(metric) === "ratio";
export const isTime = (metric: string): boolean => unitOf(metric) === "ms";

/** In which unit levels are typed. */
export const unitWord = (metric: string): string =>
  ({
    ratio: "Percent.",
    ms: "Milliseconds.",
    usd: "US dollars.",
    tokens: "Tokens.",
    count: "Count.",
    score: "Score.",
  })[unitOf(metric)];

/** Twelve digits: a percentage of a share that was typed comes back as it was. */
const tidy = (value: number): string => String(Number(value.toPrecision(12)));
const textOf = (value: number | undefined, metric: string): string =>
  value === undefined ? "" : tidy(isShare(metric) ? value * 100 : value);
const words = (list: readonly string[] | undefined): string => (list ?? []).join(", ");
const listOf = (text: string): string[] =>
  text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");

/** A monitor as its form shows it. */
export function monitorText(input: MonitorInput): MonitorText {
  const measured = input.kind === "silence" ? undefined : input;
  const threshold = input.kind === "threshold" ? input : undefined;
  const drift = input.kind === "drift" ? input : undefined;
  const silence = input.kind === "silence" ? input : undefined;
  const metric = measured?.metric ?? "error_rate";
  return {
    kind: input.kind,
    name: input.name,
    enabled: input.enabled ?? true,
    metric,
    quantile: measured?.quantile ?? "p95",
    groupBy: measured?.group_by ?? "",
    filters: Object.fromEntries(
      METRIC_DIMENSIONS.map((name) => [name, words(measured?.filters?.[name])]),
    ) as MonitorText["filters"],
    window: threshold?.window ?? "15m",
    direction: threshold?.direction ?? "above",
    warning: textOf(threshold?.warning, metric),
    alert: textOf(threshold?.alert, metric),
    recover: textOf(threshold?.recover, metric),
    recoverPercent: String(threshold?.recover_percent ?? 10),
    minCount: String(threshold?.min_count ?? 0),
    noData: threshold?.no_data ?? "ok",
    delayMinutes: String(measured?.delay_minutes ?? 2),
    interval: drift?.interval ?? "hour",
    driftDirection: drift?.direction ?? "both",
    level: drift?.level ?? silence?.level ?? "warning",
    of: silence?.of ?? "feature",
    only: words(silence?.only),
    renotifyHours: input.renotify_hours === undefined ? "" : String(input.renotify_hours),
    channels: words(input.channels),
    quiet: input.quiet ?? [],
  };
}

/** What was typed, as the monitor's schema takes it. */
export function monitorInput(typed: MonitorText): MonitorInput {
  const number = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text));
  const maybe = <K extends string, T>(key: K, value: T | undefined) =>
    (value === undefined ? {} : { [key]: value }) as { [P in K]?: T };
  const level = (text: string): number | undefined =>
    text.trim() === ""
      ? undefined
      : isShare(typed.metric)
        ? Number((Number(text) / 100).toPrecision(12))
        : Number(text);
  const channels = listOf(typed.channels);
  const common = {
    name: typed.name,
    enabled: typed.enabled,
    ...maybe("renotify_hours", typed.renotifyHours.trim() === "" ? undefined : Number(typed.renotifyHours)),
    ...(typed.quiet.length > 0 && { quiet: typed.quiet }),
    ...(channels.length > 0 && { channels }),
  };
  if (typed.kind === "silence") {
    const only = listOf(typed.only);
    return {
      kind: "silence",
      ...common,
      of: typed.of,
      ...(only.length > 0 && { only }),
      level: typed.level,
    } as MonitorInput;
  }
  const filters = Object.entries(typed.filters).flatMap(([name, text]) => {
    const values = listOf(text);
    return values.length === 0 ? [] : [[name, values] as const];
  });
  const measured = {
    metric: typed.metric,
    ...(isTime(typed.metric) && { quantile: typed.quantile }),
    ...(filters.length > 0 && { filters: Object.fromEntries(filters) }),
    ...(typed.groupBy !== "" && { group_by: typed.groupBy }),
    delay_minutes: number(typed.delayMinutes),
  };
  if (typed.kind === "drift")
    return {
      kind: "drift",
      ...common,
      ...measured,
      interval: typed.interval,
      direction: typed.driftDirection,
      level: typed.level,
    } as MonitorInput;
  return {
    kind: "threshold",
    ...common,
    ...measured,
    window: typed.window,
    direction: typed.direction,
    ...maybe("warning", level(typed.warning)),
    ...maybe("alert", level(typed.alert)),
    ...maybe("recover", level(typed.recover)),
    recover_percent: number(typed.recoverPercent),
    min_count: number(typed.minCount),
    no_data: typed.noData,
  } as MonitorInput;
}
