import { NuqsAdapter } from "nuqs/adapters/react";
import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";

import { BarList } from "@/components/charts/bar-list/bar-list";
import { durationBins } from "@/components/charts/distribution/bins";
import { DistributionChart } from "@/components/charts/distribution/distribution-chart";
import { durationCells } from "@/components/charts/heatmap/heat-cells";
import { Heatmap } from "@/components/charts/heatmap/heatmap";
import { LineChart, quantileSeries } from "@/components/charts/time-series/line-chart";
import { StackedBarChart } from "@/components/charts/time-series/stacked-bar-chart";
import { StackedShareBar } from "@/components/charts/share-bar/stacked-share-bar";
import { WaterfallChart } from "@/components/charts/waterfall/waterfall-chart";
import { Panel } from "@/components/ui/panel";
import { TimeZoneProvider } from "@/components/ui/time-zone";
import { TooltipLayer } from "@/components/ui/tooltip-layer";
import { histogramOf } from "@/lib/stats/histogram";

/** Every chart of the kit with invented figures, the long ones with a month by minute: looked at and measured without a server. */
const DAY = 86_400_000;
const search = new URLSearchParams(location.search);
const points = Number(search.get("points") ?? 288);
const end = Date.UTC(2026, 10, 21);
const stepMs = points > 5000 ? 60_000 : DAY / 288;
const times = Array.from({ length: points }, (_, i) => end - (points - i) * stepMs);

/** The same numbers with every load. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
function wave(seed: number, level: number): (number | null)[] {
  const next = random(seed);
  return times.map((t, i) =>
    i % 97 > 93
      ? null
      : level * (1 + 0.4 * Math.sin((t / DAY) * 2 * Math.PI) + 0.3 * next() + (next() > 0.995 ? 2 : 0)),
  );
}

const values = random(7);
const latencies = histogramOf(
  Array.from({ length: 4000 }, () =>
    Math.round(9e8 * Math.exp(1.1 * (values() + values() + values() - 1.5))),
  ),
);
const cells = durationCells(
  Array.from({ length: 96 }, (_, i) =>
    histogramOf(
      Array.from({ length: i % 31 === 30 ? 0 : 60 }, () =>
        Math.round(
          9e8 * Math.exp(1.3 * (values() + values() + values() - 1.5) + (i > 60 && values() > 0.7 ? 1.6 : 0)),
        ),
      ),
    ),
  ),
);
const Item = ({ children }: { children: ReactNode }) => <Panel className="pt-2.5">{children}</Panel>;

function Gallery() {
  const common = { times, syncId: "gallery" };
  return (
    <div className="grid gap-4 p-4 lg:grid-cols-2">
      <Item>
        <LineChart
          {...common}
          question="Latency of an interaction"
          subtitle="by minute"
          quantity="duration"
          series={quantileSeries({
            p50: wave(1, 800),
            p90: wave(4, 1400),
            p95: wave(2, 1800),
            p99: wave(3, 3000),
          })}
          marks={[{ at: times[Math.floor(points * 0.55)]!, label: "prompt v14", href: "#v14" }]}
          threshold={{ value: 4000, label: "objective 4 s" }}
        />
      </Item>
      <Item>
        <StackedBarChart
          {...common}
          question="Cost by feature"
          subtitle="$41.20 in all"
          quantity="usd"
          series={["booking", "faq", "refund", "translate"].map((key, i) => ({
            key,
            label: key,
            values: wave(i + 9, 0.02 / (i + 1)),
            href: `#${key}`,
          }))}
        />
      </Item>
      <Item>
        <Heatmap
          question="When were calls slow?"
          subtitle="by 15 minutes"
          quantity="duration"
          counted="calls"
          syncId="gallery"
          times={Array.from({ length: 96 }, (_, i) => end - (96 - i) * 900_000)}
          {...cells}
          onSelect={(box) => document.body.setAttribute("data-box", JSON.stringify(box))}
        />
      </Item>
      <Item>
        <LineChart
          question="What will it cost?"
          subtitle="$61 by the end of the month, $54 to $70"
          quantity="usd"
          times={Array.from({ length: 30 }, (_, i) => end + (i - 20) * DAY)}
          series={[
            {
              key: "cost",
              label: "Cost so far",
              values: Array.from({ length: 30 }, (_, i) => 2 * (i + 1)),
              dashedFrom: end,
              band: {
                lower: Array.from({ length: 30 }, (_, i) => (i < 19 ? null : 2 * (i + 1) - (i - 19) * 0.7)),
                upper: Array.from({ length: 30 }, (_, i) => (i < 19 ? null : 2 * (i + 1) + (i - 19) * 0.9)),
              },
            },
          ]}
          threshold={{ value: 60, label: "budget $60" }}
        />
      </Item>
      <Item>
        <BarList
          question="Which features cost most?"
          subtitle="$41.20 in all"
          quantity="usd"
          itemName="Feature"
          valueName="Cost"
          items={[
            { key: "booking", label: "booking", value: 21.4, exact: "$21.400123", href: "#booking" },
            {
              key: "faq",
              label: "faq-with-a-name-that-is-longer-than-its-row-allows",
              value: 9.1,
              href: "#faq",
            },
            { key: "refund", label: "refund", value: 4.27, note: "12 calls without a price" },
            { key: "other", label: "Other (8)", value: 5.3, rest: "other" },
            { key: "unknown", label: "not set", value: 1.13, rest: "unknown" },
          ]}
        />
      </Item>
      <Item>
        <DistributionChart
          question="How long do model calls take?"
          subtitle="4,000 calls"
          quantity="duration"
          counted="calls"
          bins={durationBins(latencies)}
          marks={[
            { value: 900, label: "p50" },
            { value: 2100, label: "p95" },
          ]}
        />
      </Item>
      <Item>
        <WaterfallChart
          question="Why did cost change?"
          subtitle="against the week before"
          quantity="usd"
          before={{ label: "Week before", value: 41.2 }}
          steps={[
            { key: "volume", label: "Volume", change: 6.1 },
            { key: "tokens", label: "Tokens a call", change: 12.4, note: "longer histories" },
            { key: "price", label: "Prices", change: -3.2 },
            { key: "mix", label: "Mix of models", change: -14.9 },
          ]}
          after={{ label: "This week", value: 41.6 }}
        />
      </Item>
      <Item>
        <StackedShareBar
          question="What are input tokens spent on?"
          subtitle="estimated from the texts' length"
          quantity="tokens"
          itemName="Part"
          valueName="Tokens"
          parts={[
            { key: "system", label: "System prompt", value: 420_000 },
            { key: "tools", label: "Tool definitions", value: 310_000 },
            { key: "history", label: "History", value: 205_000 },
            { key: "retrieved", label: "Retrieved documents", value: 512_000 },
            { key: "user", label: "User's words", value: 41_000 },
            { key: "rest", label: "Not told apart", value: 20_000, rest: true },
          ]}
        />
      </Item>
    </div>
  );
}

/** One bucket, nothing but zeros, lone values, more series than colours, names and changes without end, amounts without measure. */
function Extremes() {
  const quarter = times.slice(0, 96);
  const lone = quarter.map((_, i) => (i % 12 === 5 ? 300 + i : null));
  const many = Array.from({ length: 12 }, (_, i) => `a-feature-with-a-long-name-${i}`);
  const marks = quarter
    .filter((_, i) => i % 9 === 0)
    .map((at, i) => ({ at, label: `release 2.${i}.0`, href: `#${i}` }));
  const line = { quantity: "duration", times: quarter, subtitle: "extreme" } as const;
  return (
    <div className="grid gap-4 p-4 lg:grid-cols-2">
      <Item>
        <LineChart
          {...line}
          question="Lone values"
          series={[{ key: "p95", label: "p95", values: lone }]}
          marks={marks}
        />
      </Item>
      <Item>
        <LineChart
          {...line}
          question="One bucket"
          times={times.slice(0, 1)}
          series={quantileSeries({ p50: [800], p95: [1800] })}
          threshold={[
            { value: 1795, label: "objective" },
            { value: 9000, label: "beyond the axis" },
          ]}
        />
      </Item>
      <Item>
        <LineChart
          {...line}
          question="Nothing but zeros"
          series={[{ key: "zero", label: "errors", values: quarter.map(() => 0) }]}
        />
      </Item>
      <Item>
        <StackedBarChart
          {...line}
          quantity="usd"
          question="One bar"
          times={times.slice(0, 1)}
          series={[{ key: "a", label: "a", values: [1e-7] }]}
        />
      </Item>
      <Item>
        <StackedBarChart
          {...line}
          quantity="tokens"
          question="More than there are colours"
          series={many.map((key, i) => ({
            key,
            label: key,
            values: quarter.map((_, k) => (k % (i + 2) === 0 ? 10 ** (i + 3) : 0)),
          }))}
          marks={marks}
        />
      </Item>
      <Item>
        <LineChart
          {...line}
          question="Lines with long names"
          series={many
            .slice(0, 4)
            .map((key, i) => ({ key, label: key, values: quarter.map(() => 1e7 + i), dashed: i > 2 }))}
        />
      </Item>
      <Item>
        <DistributionChart
          {...line}
          question="One value"
          counted="calls"
          bins={durationBins(histogramOf([9e8]))}
          marks={[{ value: 900, label: "p50" }]}
        />
      </Item>
      <Item>
        <WaterfallChart
          question="Small changes of a large level, with a long name that does not fit"
          quantity="usd"
          before={{ label: "The twenty-four hours before", value: 100 }}
          steps={[
            { key: "x", label: "A cause with a name that is longer than its column", change: 4, href: "#x" },
          ]}
          after={{ label: "Now", value: 104 }}
        />
      </Item>
      <Item>
        <LineChart {...line} question="None" series={[]} empty="No model calls in this range." />
      </Item>
      <Item>
        <Heatmap
          question="None of these either"
          quantity="duration"
          counted="calls"
          times={[]}
          rows={[]}
          counts={[]}
        />
      </Item>
      <Item>
        <LineChart
          {...line}
          question="Not read"
          series={[]}
          error={{ code: "database_busy", onRetry: () => {} }}
        />
      </Item>
      <Item>
        <LineChart {...line} question="On its way" series={[]} loading />
      </Item>
    </div>
  );
}

document.documentElement.classList.toggle("dark", search.get("theme") === "dark");
createRoot(document.getElementById("root")!).render(
  <NuqsAdapter>
    <TimeZoneProvider zone="Europe/Berlin">
      {search.has("extremes") ? <Extremes /> : <Gallery />}
      <TooltipLayer />
    </TimeZoneProvider>
  </NuqsAdapter>,
);
