import { stableSpanId } from "@/lib/emit/stable-ids";

import { booking } from "./features/booking";
import { faq } from "./features/faq";
import type { Feature } from "./features/feature";
import { refundAssistant } from "./features/refund-assistant";
import { search } from "./features/search";
import { ticketTriage } from "./features/ticket-triage";
import { type Interaction, playInteraction, type Session } from "./interaction";
import { type Random, seeded } from "./random";
import { FOLLOW_UPS } from "./texts";
import type { DrawSize } from "./token-sizes";

const FEATURES: readonly Feature[] = [booking, refundAssistant, faq, search, ticketTriage];
const USERS = 400;
const MAX_TURNS = 8;
/** Interactions a session, on average over the features: sessions arrive that much more rarely. */
const TURNS_A_SESSION = 1.5;

export interface ScheduleInput {
  seed: string;
  fromMs: number;
  toMs: number;
  /** From here on the application has changed: release, prompt, model, index. */
  shiftMs: number;
  /** Interactions a second when `busyness` is 1. */
  rate: number;
  /** How busy a moment is, above 0 and at most 1. */
  busyness: (ms: number) => number;
  drawSize: DrawSize;
}

interface Waiting {
  atMs: number;
  session: Session;
  question: string;
}

/** Traffic by the hour (UTC): a third at night, all of it in the afternoon. */
export const byHour = (ms: number): number =>
  0.34 + 0.66 * Math.sin(((ms / 3_600_000 - 3) % 24) * (Math.PI / 24)) ** 2;

const weighted = (random: Random): Feature => {
  let draw = random.next() * FEATURES.reduce((sum, feature) => sum + feature.weight, 0);
  return FEATURES.find((feature) => (draw -= feature.weight) < 0) ?? faq;
};

/** Every interaction of a period, in the order in which they start; made one by one as they are asked for. */
export function* schedule(input: ScheduleInput): Generator<Interaction> {
  const arrivals = seeded(`${input.seed}/arrivals`);
  const waiting: Waiting[] = [];
  let count = 0;
  let arrivalMs = nextArrival(arrivals, input.fromMs, input);
  for (;;) {
    const follower = waiting[0];
    const takeFollower = follower !== undefined && follower.atMs <= arrivalMs;
    const atMs = takeFollower ? follower.atMs : arrivalMs;
    if (atMs >= input.toMs) return;
    const random = seeded(`${input.seed}/${input.fromMs}/${count++}`);
    const turn = takeFollower ? waiting.shift()! : newSession(input, arrivalMs, count, random);
    if (!takeFollower) arrivalMs = nextArrival(arrivals, arrivalMs, input);

    const shifted = atMs >= input.shiftMs;
    const interaction = playInteraction({
      ...turn,
      startMs: atMs,
      shifted,
      random,
      drawSize: input.drawSize,
    });
    yield interaction;
    const { session } = turn;
    if (interaction.answer !== null && session.turns < MAX_TURNS && random.chance(session.feature.goesOn)) {
      waiting.push({
        atMs: interaction.endMs + random.lognormal(25_000, 0.6),
        session,
        question: random.pick(FOLLOW_UPS),
      });
      waiting.sort((a, b) => a.atMs - b.atMs);
    }
  }
}

const nextArrival = (random: Random, afterMs: number, { rate, busyness }: ScheduleInput): number =>
  afterMs + (-Math.log(1 - random.next()) * 1000 * TURNS_A_SESSION) / (rate * busyness(afterMs));

function newSession({ seed, fromMs }: ScheduleInput, atMs: number, count: number, random: Random): Waiting {
  const feature = weighted(random);
  const user = random.zipf(USERS);
  return {
    atMs,
    question: feature.opening(random),
    session: {
      id: `demo-${stableSpanId(seed, fromMs, count)}`,
      userId: `user-${String(user + 1).padStart(4, "0")}`,
      environment: random.chance(0.08) ? "staging" : "production",
      feature,
      messages: [],
      turns: 0,
    },
  };
}
