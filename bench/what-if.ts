import { parseArgs } from "node:util";

import { namedBy, simulateCause } from "@/lib/experiments/simulated-cause.testing";
import { seeded } from "@/lib/stats/random";

import { report } from "./report";

const KINDS = ["document", "tool_result", "sentence"] as const;

/** In how many cases the part that a simulated provider's answer depends on is named, and what that takes. */
export async function benchWhatIf(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      cases: { type: "string", default: "100" },
      times: { type: "string", default: "10" },
      noise: { type: "string", default: "0.1" },
      seed: { type: "string", default: "1" },
    },
  });
  const [cases, times, noise] = [Number(values.cases), Number(values.times), Number(values.noise)];
  const random = seeded(Number(values.seed));
  const sums = { named: 0, others: 0, calls: 0, parts: 0 };
  for (let at = 0; at < cases; at++) {
    const kind = KINDS[at % KINDS.length] as (typeof KINDS)[number];
    const { cause, result, calls, parts } = await simulateCause({ cause: kind, noise, times, random });
    if (namedBy(result) === cause.key) sums.named++;
    if (result.parts.some(({ established, part }) => established && part !== cause.key)) sums.others++;
    sums.calls += calls;
    sums.parts += parts;
  }
  report({
    name: "what-if cause named",
    value: sums.named / cases,
    unit: "share of cases",
    cases,
    times,
    noise,
  });
  report({ name: "what-if something else named", value: sums.others / cases, unit: "share of cases" });
  report({
    name: "what-if calls",
    value: sums.calls / cases,
    unit: "calls a case",
    parts: sums.parts / cases,
  });
}
