import type { AnomalyCause, NamedCause } from "@/lib/cost/anomaly-causes";
import type { Factor } from "@/lib/cost/decompose";
import { formatCount } from "@/lib/format/count";
import { formatUsd } from "@/lib/format/money";
import { formatPercent } from "@/lib/format/percent";
import { signed } from "@/lib/format/significant";

import type { Driver } from "./cost-change";

/** What a cause is called beside its bar. */
export const FACTOR_NAME: Record<Factor, string> = {
  volume: "Calls",
  mix: "Mix",
  prompts: "Prompts",
  outputs: "Outputs",
  caching: "Caching",
  price: "Prices",
};

const grew = ({ before, now }: Pick<Driver, "before" | "now">) => (now >= before ? "grew" : "shrank");
const share = (value: number) => formatPercent(Math.min(1, Math.round(value * 1000) / 1000));
const tokens = (value: number) => formatCount(Math.round(value));

/** "+$12.40: prompts of support grew from 1.20 k to 2.30 k tokens a call". */
export const driverText = (driver: Driver): string =>
  `${signed(Number(driver.nano) / 1e9, formatUsd)}: ${reasonOf(driver)}`;

function reasonOf(driver: Driver): string {
  const { factor, before, now } = driver;
  const feature = driver.feature ?? "calls without a feature";
  const model = driver.model ?? "calls without a model";
  switch (factor) {
    case "volume":
      return `${formatCount(now)} calls, before ${formatCount(before)}`;
    case "mix":
      if (before === 0) return `${feature} began to use ${model}`;
      if (now === 0) return `${feature} no longer uses ${model}`;
      return `${feature} on ${model} made ${share(now)} of the calls, before ${share(before)}`;
    case "prompts":
      return `prompts of ${feature} ${grew(driver)} from ${tokens(before)} to ${tokens(now)} tokens a call`;
    case "outputs":
      return `outputs of ${feature} ${grew(driver)} from ${tokens(before)} to ${tokens(now)} tokens a call`;
    case "caching":
      return `${share(now)} of the prompts of ${model} were read from a cache, before ${share(before)}`;
    case "price":
      return `${model} at the prices of before would have cost ${formatUsd(before)} instead of ${formatUsd(now)}`;
  }
}

const CAUSE: Record<AnomalyCause, string> = {
  volume: "more calls",
  mix: "a dearer model",
  prompts: "longer prompts",
  outputs: "longer outputs",
  caching: "lost caching",
  price: "dearer tokens",
  retries: "retries",
};

/** "longer prompts: 9.00 k tokens a call, usually 1.00 k". */
export function causeText({ cause, usual, now }: NamedCause): string {
  const name = CAUSE[cause];
  if (now === null) return name;
  switch (cause) {
    case "volume":
    case "retries": {
      const count = (value: number) => formatCount(Math.round(value));
      return usual === null || Math.round(usual) === 0
        ? `${name}: ${count(now)}, usually none`
        : `${name}: ${count(now)}, usually ${count(usual)}`;
    }
    case "prompts":
    case "outputs":
      return `${name}: ${tokens(now)} tokens a call${usual === null ? "" : `, usually ${tokens(usual)}`}`;
    case "caching":
      return `${name}: ${share(now)} of the prompts${usual === null ? "" : `, usually ${share(usual)}`}`;
    case "mix":
    case "price":
      return `${name}: ${formatUsd(now)} a call${usual === null ? "" : `, usually ${formatUsd(usual)}`}`;
  }
}
