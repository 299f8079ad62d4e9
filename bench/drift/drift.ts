import { parseArgs } from "node:util";

import { readTraffic } from "../seed/traffic";
import { measureBehaviour } from "./behaviour";
import { measureCause } from "./cause";
import { writeCrossCheck } from "./cross-check";
import { measureHardNulls } from "./hard-nulls";
import { measureNever } from "./never";
import { measurePower } from "./power";
import { measurePromise } from "./promise";

/** How restless simulated features are: see `unrest` in feature.ts. */
const CALM = 0.5;
const RESTLESS = 1;

/** How many simulated features of so many interactions an hour, of each unrest: 68 of 16 weeks in all. */
const featuresOf = (perHour: number): number => (perHour <= 50 ? 13 : perHour <= 500 ? 6 : 2);

/**
 * What drift detection promises: how often it is wrong where nothing changes, what it finds how soon, beside what others do, whether
 * the cause is told, and whether another model behind the same name is noticed. Pure CPU, about half an hour; `--quick` two minutes.
 */
export function benchDrift(args: string[]): void {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      seed: { type: "string", default: "1" },
      rates: { type: "string", default: "500,50,20,5000" },
      "cross-check": { type: "string" },
      only: { type: "string", default: "cause|behaviour|nulls|never|power|promise" },
    },
  });
  const { quick } = values;
  const seed = Number(values.seed);
  if (values["cross-check"] !== undefined) {
    writeCrossCheck(values["cross-check"], seed);
    return;
  }
  const traffic = readTraffic();
  const parts = new Set(values.only.split("|"));
  if (parts.has("cause")) measureCause(seed, 200);
  if (parts.has("behaviour"))
    measureBehaviour(seed, quick ? { splits: 50, rewritten: 10 } : { splits: 1000, rewritten: 100 });
  if (parts.has("nulls")) measureHardNulls(seed, quick ? 8 : 40);
  if (parts.has("never")) measureNever(seed, quick ? 5 : 20);
  const rates = (quick ? "500" : values.rates).split(",").map(Number);
  if (parts.has("power"))
    measurePower({
      traffic,
      seed,
      unrest: CALM,
      withinHours: 168,
      rates: rates.map((perHour) => ({ perHour, runs: quick ? 3 : perHour > 1000 ? 5 : 20 })),
    });
  if (parts.has("promise"))
    measurePromise({
      traffic,
      seed,
      liveWeeks: quick ? 4 : 16,
      features: rates.flatMap((perHour) =>
        [CALM, RESTLESS].map((unrest) => ({ perHour, unrest, count: quick ? 1 : featuresOf(perHour) })),
      ),
    });
}
