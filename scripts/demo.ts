import { parseArgs } from "node:util";

import { backfill } from "@/demo/backfill";
import { live } from "@/demo/live";
import { createOutbox } from "@/demo/outbox";
import { byHour, schedule } from "@/demo/schedule";
import { inventedSizes, recordedSizes } from "@/demo/token-sizes";
import { readEnv } from "@/lib/env";

import { createProgress } from "./progress";
import { fail, target } from "./target";

const USAGE = `npm run demo -- [--backfill 24h] [--minutes 10] [--rate 0.5] [--changed 3h] [--seed 1] [--url http://127.0.0.1:3000] [--key KEY]

A simulated travel application that sends its traces like a real one, every span marked recount.simulated. --rate is
interactions a second live; --backfill fills a past period (30m, 24h, 7d) with --per-hour interactions (120) at the busiest
hour first. The application changes (release, prompt, model and index) --changed before now, halfway unless told.
--minutes 0 stops after the backfill. Ctrl-C begins nothing new and finishes what runs; once more leaves at once. Same seed, same behaviour.`;

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function periodMs(name: string, text: string): number {
  const match = /^(\d+)([mhd])$/.exec(text);
  if (!match) throw new Error(`--${name} ${text} is not a period such as 30m, 24h or 7d`);
  return Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS];
}

function number(name: string, text: string, max: number): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= max))
    throw new Error(`--${name} ${text} is not a number from 0 to ${max}`);
  return value;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: "string" },
      key: { type: "string" },
      rate: { type: "string", default: "0.5" },
      minutes: { type: "string", default: "10" },
      backfill: { type: "string" },
      changed: { type: "string" },
      "per-hour": { type: "string", default: "120" },
      seed: { type: "string", default: "1" },
      help: { type: "boolean" },
    },
  });
  if (values.help) return console.log(USAGE);
  const liveMs = number("minutes", values.minutes, 24 * 60) * UNIT_MS.m;
  const pastMs = values.backfill ? periodMs("backfill", values.backfill) : 0;
  const rate = number("rate", values.rate, 100);
  const perHour = number("per-hour", values["per-hour"], 100_000);

  let interrupts = 0;
  process.on("SIGINT", () => {
    interrupts += 1;
    if (interrupts > 1) process.exit(130);
    console.error("\nFinishing what runs; Ctrl-C again leaves at once.");
  });
  const stopped = (): boolean => interrupts > 0;

  const outbox = createOutbox(target(values));
  const drawSize = recordedSizes(readEnv().fixturesDir) ?? inventedSizes;
  const nowMs = Date.now();
  const shiftMs = values.changed
    ? nowMs - periodMs("changed", values.changed)
    : nowMs - pastMs + (pastMs > 0 ? pastMs : liveMs) / 2;
  const common = { seed: values.seed, shiftMs, drawSize };
  try {
    if (pastMs > 0 && perHour > 0) {
      const progress = createProgress("minutes of the past", Math.round(pastMs / UNIT_MS.m));
      const past = schedule({
        ...common,
        fromMs: nowMs - pastMs,
        toMs: nowMs - 60_000,
        rate: perHour / 3600,
        busyness: byHour,
      });
      const sent = await backfill(
        past,
        outbox,
        (atMs, count) =>
          progress.update(Math.round((atMs - nowMs + pastMs) / UNIT_MS.m), `${count} interactions`),
        stopped,
      );
      progress.end();
      console.log(`Sent ${sent} past interactions, ${(outbox.bytesSent() / 1e6).toFixed(1)} MB.`);
    }
    if (liveMs > 0 && rate > 0 && !stopped()) {
      const progress = createProgress("seconds", Math.round(liveMs / 1000));
      const startMs = Date.now();
      const sent = await live(
        schedule({ ...common, fromMs: startMs, toMs: startMs + liveMs, rate, busyness: () => 1 }),
        outbox,
        (count, running) =>
          progress.update(
            Math.round((Date.now() - startMs) / 1000),
            `${count} interactions, ${running} spans under way`,
          ),
        stopped,
      );
      progress.end();
      console.log(`Sent ${sent} live interactions.`);
    }
  } finally {
    await outbox.close();
  }
}

main().catch(fail);
