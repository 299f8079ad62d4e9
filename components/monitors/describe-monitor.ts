import { dimensionOf } from "@/lib/model/filter-params";
import type { Monitor } from "@/lib/monitors/definition";
import { figureWords, sayValue } from "@/lib/monitors/say";

const SENDERS = { feature: "features", key: "API keys", client: "clients" } as const;

/** What a monitor watches, in a line. */
export function describeMonitor(monitor: Monitor): string {
  if (monitor.kind === "silence")
    return `${SENDERS[monitor.of]} that stop sending${monitor.only ? `: ${monitor.only.join(", ")}` : ""}`;
  const where = Object.entries(monitor.filters ?? {}).map(([, values]) => values.join(" or "));
  const by = monitor.group_by ? [`by ${dimensionOf(monitor.group_by).label.toLowerCase()}`] : [];
  return [`${figureWords(monitor)} ${conditionOf(monitor)}`, ...by, ...where].join(" · ");
}

function conditionOf(monitor: Exclude<Monitor, { kind: "silence" }>): string {
  if (monitor.kind === "drift")
    return monitor.direction === "both"
      ? "that is unusual"
      : `unusually ${{ above: "high", below: "low" }[monitor.direction]}`;
  const levels = [monitor.warning, monitor.alert].flatMap((level) =>
    level === undefined ? [] : [sayValue(monitor.metric, level)],
  );
  return `${monitor.direction} ${levels.join(" / ")} in ${monitor.window}`;
}
