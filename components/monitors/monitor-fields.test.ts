import { expect, it } from "vitest";

import { MonitorInput } from "@/lib/monitors/definition";

import { monitorInput, monitorText } from "./monitor-fields";

it.each<MonitorInput>([
  {
    kind: "threshold",
    name: "Fails",
    metric: "error_rate",
    window: "15m",
    direction: "above",
    warning: 0.07,
    alert: 0.29,
    recover: 0.05,
    group_by: "feature",
    filters: { environment: ["production", "staging"] },
    min_count: 20,
    no_data: "alert",
    renotify_hours: 4,
    channels: ["On call", "Team"],
    quiet: [
      { days: ["sat", "sun"], from: "00:00", to: "24:00", zone: "UTC" },
      { days: ["mon"], from: "22:00", to: "06:00", zone: "UTC" },
    ],
  },
  {
    kind: "threshold",
    name: "Slow",
    metric: "latency",
    quantile: "p99",
    window: "1h",
    direction: "above",
    alert: 9000,
  },
  { kind: "drift", name: "Tokens", metric: "tokens", interval: "5m", direction: "below", level: "alert" },
  { kind: "silence", name: "Quiet", of: "client", only: ["sdk"], level: "alert", enabled: false },
])("what the form shows of $name is what was given", (input) => {
  expect(MonitorInput.parse(monitorInput(monitorText(input)))).toEqual(MonitorInput.parse(input));
});

it("nothing typed is no number", () => {
  const typed = monitorText({
    kind: "threshold",
    name: "",
    metric: "latency",
    window: "5m",
    direction: "above",
  });
  expect(
    MonitorInput.safeParse(monitorInput({ ...typed, delayMinutes: "" })).error?.issues.map(
      ({ path }) => path[0],
    ),
  ).toEqual(expect.arrayContaining(["name", "delay_minutes"]));
});
