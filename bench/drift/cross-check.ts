import { writeFileSync } from "node:fs";

import { look, scores } from "@/lib/drift/engine/bets";
import { HOUR_MS } from "@/lib/drift/engine/cell";
import type { Component } from "@/lib/drift/engine/component";
import { fitModel } from "@/lib/drift/engine/fit-model";
import { wanderOfMean, type ComponentModel, type Model } from "@/lib/drift/engine/model";
import { startComponent } from "@/lib/drift/engine/state";
import { normalMixtureBound, tightestAt } from "@/lib/stats/confidence-sequence";
import { discoveries, logEvidence } from "@/lib/stats/e-values";
import { nonnegativeLeastSquares } from "@/lib/stats/nonnegative-least-squares";
import { normal } from "@/lib/stats/random";

import { randomFrom, type Random } from "../seed/random";

const INPUTS = 300;

/** Random inputs and what our functions make of them, as `cross-check.py` compares them with other libraries. */
const CHECKS: Record<string, (random: Random) => { input: unknown; output: number | number[] | boolean[] }> =
  {
    "confseq.normal_mixture_bound": (random) => {
      const [variance, tightest] = [Math.exp(12 * random.next()), Math.exp(12 * random.next())];
      const alpha = 0.001 + 0.3 * random.next();
      return {
        input: { variance, alpha, tightest },
        output: normalMixtureBound(variance, alpha, tightestAt(tightest, alpha)),
      };
    },
    "confseq.normal_log_mixture": (random) => {
      const z = 12 * (random.next() - 0.5);
      const spread = 0.1 + 20 * random.next();
      return { input: { z, spread }, output: logEvidence(z, spread) };
    },
    "online_fdr.e_bh": (random) => {
      const e = Array.from({ length: 1 + random.below(40) }, () => Math.exp(10 * (random.next() - 0.3)));
      const alpha = 0.01 + 0.2 * random.next();
      return { input: { e, alpha }, output: discoveries(e.map(Math.log), alpha) };
    },
    "scipy.nnls": (random) => {
      const draw = (): number[] => Array.from({ length: 8 }, () => random.next());
      const [columns, target, weights] = [
        [draw(), draw(), draw()],
        draw().map((value) => value - 0.3),
        draw(),
      ];
      return {
        input: { columns, target, weights },
        output: nonnegativeLeastSquares(columns, target, weights),
      };
    },
    "scipy.binom.logpmf": (random) => {
      const n = 1 + random.below(60);
      const [p, shift] = [0.02 + 0.9 * random.next(), 0.6 * (random.next() - 0.5)];
      const hits = Math.round(n * Math.min(1, Math.max(0, p + 0.1 * (random.next() - 0.5))));
      return {
        input: { n, p, shift, hits },
        output: scoreOf({ name: "share", is: "hits" }, p, shift, n, hits),
      };
    },
    "scipy.norm.logpdf": (random) => {
      const n = 1 + random.below(60);
      const shift = (2 * (random.next() - 0.5)) / Math.sqrt(n);
      const mean = (3 * (random.next() - 0.5)) / Math.sqrt(n);
      return {
        input: { n, shift, mean },
        output: scoreOf({ name: "mean", is: "mean" }, 0, shift, n, n * mean),
      };
    },
    "scipy.quad": (random) => {
      const wander = [random.next(), random.next(), random.next()];
      const hours = Math.exp(8 * random.next() - 3);
      return { input: { wander, hours }, output: wanderOfMean(wander, hours) };
    },
    "river.Var": (random) => {
      const next = (): number => random.next();
      const cells = Array.from({ length: 25 }, () => Array.from({ length: 8 }, () => 5 + normal(next)));
      const model = fitModel(
        { kind: "mean", direction: "both" },
        cells.map((values, hour) => ({
          at: hour * HOUR_MS,
          lengthMs: HOUR_MS,
          n: values.length,
          sum: values.reduce((sum, value) => sum + value, 0),
          squares: values.reduce((sum, value) => sum + value * value, 0),
        })),
      ) as Model;
      return { input: cells, output: (model.components[0] as ComponentModel).unit };
    },
  };

/** The likelihood ratio of one cell, where nothing wanders and interactions are independent. */
function scoreOf(component: Component, expected: number, shift: number, n: number, sum: number): number {
  const model: ComponentModel = {
    component,
    levels: [expected],
    unit: 1,
    dispersion: 1,
    wander: [0, 0, 0],
    levelError: 0,
    shifts: [shift],
    prior: [1],
    penalty: [0],
  };
  // An hour is long enough for no score of these to be cut off.
  look(model, startComponent(model, 0), {
    seen: { n, sum, squares: sum },
    expected,
    hours: 1,
    elapsed: 1,
    end: HOUR_MS,
    weight: 1,
  });
  return scores[0] as number;
}

/** Writes the inputs and outputs to a file. @param args `--out FILE` */
export function writeCrossCheck(file: string, seed: number): void {
  const random = randomFrom(seed, 99);
  const all = Object.fromEntries(
    Object.entries(CHECKS).map(([name, check]) => [
      name,
      Array.from({ length: INPUTS }, () => check(random)),
    ]),
  );
  writeFileSync(file, JSON.stringify(all));
}
