import Link from "@/components/ui/link";

import { WaterfallChart } from "@/components/charts/waterfall/waterfall-chart";
import { Panel } from "@/components/ui/panel";
import { ENOUGH_CASES } from "@/lib/format/change";
import { plural } from "@/lib/format/count";
import { FACTORS } from "@/lib/cost/decompose";
import type { CostChange, Driver } from "@/lib/spend/cost-change";
import { driverText, FACTOR_NAME } from "@/lib/spend/driver-text";

import type { CostLinks } from "./cost-links";

/** Causes that are named in sentences. */
const NAMED = 4;
/** A cause of less than a fiftieth of the larger period is not worth a sentence. */
const WORTH = 0.02;

/** Nothing is explained by a handful. @returns a sentence, undefined where there is something to tell */
function whyNothing(change: CostChange, period: string): string | undefined {
  if (change.groups.length === 0) return "Nothing was spent in either period.";
  const calls = (when: "before" | "after") =>
    change.groups.reduce((sum, group) => sum + group[when].calls, 0);
  if (calls("before") < ENOUGH_CASES)
    return `The ${period} before had ${plural(calls("before"), "call")} of known cost: too few to compare with.`;
  return calls("after") < ENOUGH_CASES
    ? `${plural(calls("after"), "call")} of known cost now: too few to compare.`
    : undefined;
}

/** Why the range cost more or less than the period before: causes that add up, and the largest by name. */
export function ChangePanel({
  change,
  period,
  links,
}: {
  change: CostChange;
  period: string;
  links: CostLinks;
}) {
  const usd = (nano: bigint) => Number(nano) / 1e9;
  const least = WORTH * Math.max(usd(change.beforeNano), usd(change.afterNano));
  const nothing = whyNothing(change, period);
  const drivers = nothing
    ? []
    : change.drivers.filter(({ nano }) => Math.abs(usd(nano)) >= least).slice(0, NAMED);
  const steps = FACTORS.filter((factor) => change.factors[factor] !== 0n).map((factor) => ({
    key: factor,
    label: FACTOR_NAME[factor],
    change: usd(change.factors[factor]),
    note: change.drivers
      .filter((driver) => driver.factor === factor)
      .slice(0, 3)
      .map(driverText)
      .join("\n"),
  }));
  return (
    <Panel className="pt-2.5">
      <WaterfallChart
        how="how-to/read-costs#why-it-changed"
        question={`Why it changed against the ${period} before`}
        before={{ label: "Before", value: usd(change.beforeNano) }}
        steps={steps}
        after={{ label: "Now", value: usd(change.afterNano) }}
        quantity="usd"
        empty={nothing}
        fileName="cost-change"
      />
      {drivers.length > 0 && (
        <ul aria-label="Largest causes" className="mt-2 grid gap-1 border-t border-line pt-2 text-s">
          {drivers.map((driver, index) => (
            <li key={index} className={index === 0 ? "font-medium" : "text-ink-2"}>
              <Link href={linkOf(driver, links)} className="hover:underline">
                {driverText(driver)}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const linkOf = ({ feature, model }: Driver, links: CostLinks): string =>
  links.traces({
    ...(feature ? { feature: [feature] } : {}),
    ...(model ? { model: [model] } : {}),
  });
