import path from "node:path";
import { parseArgs } from "node:util";

import { readEnv } from "@/lib/env";

import { percentile } from "./load";
import { floorOf, measure } from "./queries/measure";
import { QUESTIONS, type Question, type Range } from "./queries/questions";
import { pairsOf, readValues } from "./queries/words";
import { randomFrom } from "./seed/random";
import { report } from "./report";
import { openStore, readSeeded, type SeededStore, startIngest } from "./seeded-store";

const RANGES = { "24h": 1, "7d": 7, "30d": 30 } as const;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Every page's questions on a seeded store, cold and warm, at a day, a week and a month. */
export async function benchQueries(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      "data-dir": { type: "string" },
      zone: { type: "string", default: "UTC" },
      only: { type: "string", default: "" },
      ranges: { type: "string", default: "24h,7d,30d" },
      calls: { type: "string", default: "20" },
      pairs: { type: "string", default: "150" },
      "no-cold": { type: "boolean", default: false },
      ingest: { type: "string" },
    },
  });
  const dataDir = path.resolve(values["data-dir"] ?? readEnv().dataDir);
  const seeded = readSeeded(dataDir);
  const questions = QUESTIONS.filter(({ name }) =>
    values.only.split("|").some((part) => name.includes(part)),
  );
  const store = await openStore(dataDir, seeded);
  const load = values.ingest ? await startIngest(store, Number(values.ingest)) : null;
  // In the middle of a minute, as anybody asks: whole hours would spare the finer roll-ups and the raw rows.
  const present = (): number => (load ? Date.now() : seeded.endMs - 7 * MINUTE_MS - 23_456);
  try {
    const references = seeded.references.length > 0 ? seeded.references : ["never"];
    const pairs = pairsOf(await readValues(store.owner, seeded.projectId));
    report({
      name: "floor",
      value: null,
      unit: "ms",
      spans: seeded.spans,
      ...(await floorOf(store.ctx(present()))),
    });
    for (const range of values.ranges.split(",") as (keyof typeof RANGES)[]) {
      for (const question of questions) {
        // The same pairs in every run, others for every range.
        const random = randomFrom(seeded.seed, RANGES[range]);
        const nowMs = present();
        const asked: Range = {
          // Pages ask from a whole minute on.
          from: new Date(Math.floor((nowMs - RANGES[range] * DAY_MS) / MINUTE_MS) * MINUTE_MS).toISOString(),
          to: new Date(nowMs).toISOString(),
          zone: values.zone,
          twoFilters: () => random.pick(pairs),
          reference: () => random.pick(references),
          // Of the same form as one that is there, and as people say things.
          nowhere: () =>
            random.chance(0.5)
              ? random.hex(16).slice(0, 12)
              : `unfindable ${random.pick(["zephyrine", "quixotry"])}`,
        };
        if (!values["no-cold"] && load === null) {
          const cold = await store.restart();
          await figure(store, question, asked, nowMs, { range, state: "cold", cold, calls: 1 });
        }
        const calls = Number(question.pairs ? values.pairs : values.calls);
        const state = load ? `warm, ${values.ingest} spans/s beside it` : "warm";
        // Twice is warm: plans, catalogues and pages.
        for (let call = 0; call < 2; call++) await question.ask(store.ctx(nowMs), asked);
        await figure(store, question, asked, nowMs, { range, state, calls });
      }
    }
    report({
      name: "floor",
      value: null,
      unit: "ms",
      spans: seeded.spans,
      ...(await floorOf(store.ctx(present()))),
    });
  } finally {
    await load?.stop();
    await store.close();
  }
}

async function figure(
  store: SeededStore,
  question: Question,
  range: Range,
  nowMs: number,
  { calls, ...more }: { range: string; state: string; cold?: string; calls: number },
): Promise<void> {
  const { ms, cpuMs, slowest, ...blocks } = await measure(
    store.owner,
    store.ctx(nowMs),
    question,
    range,
    calls,
  );
  report({
    name: question.name,
    value: percentile(ms, 0.95),
    unit: "ms, p95",
    ...more,
    p50: percentile(ms, 0.5),
    cpu_p50: percentile(cpuMs, 0.5),
    cpu_p95: percentile(cpuMs, 0.95),
    max: slowest.ms,
    calls,
    ...blocks,
    ...(question.pairs ? { slowest: slowest.filter } : {}),
  });
}
