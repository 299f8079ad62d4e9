import { connect } from "@/db/client";

import { makeHour, writeHour } from "./fill-hour";
import { OwnTexts } from "./own-texts";
import { type SeedPlan, Schedule } from "./plan";
import { makeTexts } from "./texts";
import { readTraffic } from "./traffic";

/** Started by seed.ts: makes and writes the hours that it is given, and tells of each. */
export interface FillOrder {
  plan: SeedPlan;
  databaseUrl: string;
  hours: number[];
}

/** After each hour; `prices` with the last. */
export interface FillProgress {
  spans: number;
  traces: number;
  texts: number;
  /** A word that stands in one trace of the hour. */
  reference: string | null;
}

async function fill({ plan, databaseUrl, hours }: FillOrder): Promise<void> {
  const sql = connect(databaseUrl, { role: null, max: 2, applicationName: "recount seed" });
  const world = {
    projectId: plan.projectId,
    traffic: readTraffic(),
    texts: makeTexts(plan.seed, plan.days),
    own: null as OwnTexts | null,
    startMs: plan.startMs,
    prices: new Map(),
  };
  const schedule = new Schedule(plan, world);
  if (plan.texts > 0) world.own = new OwnTexts(plan.seed, Math.min(1, plan.texts / 2 / schedule.traceCount));
  const prompts = new Map<string, number>();
  // While the database takes one hour, the next is made.
  let writing = Promise.resolve();
  for (const hour of hours) {
    const made = await makeHour(sql, world, schedule, plan.seed, hour);
    await writing;
    writing = writeHour(sql, made, prompts).then(() => {
      const { traces, texts, reference } = made;
      process.send?.({ spans: made.spanLines.length, traces, texts, reference } satisfies FillProgress);
    });
  }
  await writing;
  await sql.end();
}

process.once("message", (order: FillOrder) => {
  fill(order).then(
    () => process.disconnect(),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
