import type { Cell, Signal } from "@/lib/drift/engine/cell";
import { CELL_MS, HOUR_MS } from "@/lib/drift/engine/cell";
import { binOf, type Histogram } from "@/lib/stats/histogram";

import { randomFrom, type Random } from "../seed/random";
import type { Traffic } from "../seed/traffic";

export const SIGNALS = {
  latency: { kind: "distribution", direction: "up" },
  ttft: { kind: "distribution", direction: "up" },
  error: { kind: "share", direction: "up" },
  output: { kind: "distribution", direction: "both" },
  score: { kind: "mean", direction: "down" },
  retrieval: { kind: "mean", direction: "down" },
  tools: { kind: "mix", direction: "both" },
  language: { kind: "mix", direction: "both" },
} satisfies Record<string, Signal>;

export type SignalName = keyof typeof SIGNALS;

export const SIGNAL_NAMES = Object.keys(SIGNALS) as SignalName[];

/** What changes: from `from` on, fully after `rampMs`. Of shares and means the new value, of distributions the factor, of mixes what moves. */
export interface Change {
  signal: SignalName;
  to: number;
  from: number;
  rampMs: number;
}

export interface FeatureOptions {
  perHour: number;
  seed: number;
  traffic: Traffic;
  signals?: readonly SignalName[];
  /** Only all segments together, no segment by itself. */
  whole?: boolean;
  change?: Change;
  /** How far levels wander around their seasons, and how often errors come in bursts; 1 unless told. */
  unrest?: number;
}

/** Parts of the interactions in each segment; segments differ in level. */
const SEGMENTS = [0.55, 0.25, 0.15, 0.05];
const OFFSETS = [0, 0.3, -0.2, 0.5];

const TOOLS = [0.4, 0.3, 0.15, 0.1, 0.05];
const LANGUAGES = [0.6, 0.2, 0.12, 0.08];

const CELLS = HOUR_MS / CELL_MS;

/** Cells of each series: the whole and then the segments of each signal. */
export type Hour = Map<SignalName, Cell[][]>;

/**
 * A simulated feature, the same for the same seed: rate, latency, errors and languages by hour of day and week, recorded arrivals
 * and lengths, heavy tails, levels that wander from minutes to hours, bursts of errors.
 */
export class Feature {
  private readonly random: Random;
  private readonly wanders: Record<string, { value: number; deviation: number; hours: number }>;
  private burst = 0;
  readonly signals: readonly SignalName[];
  private readonly series: number;

  constructor(private readonly options: FeatureOptions) {
    this.random = randomFrom(options.seed, options.perHour);
    this.signals = options.signals ?? SIGNAL_NAMES;
    this.series = options.whole ? 1 : SEGMENTS.length + 1;
    const unrest = options.unrest ?? 1;
    const wander = (deviation: number, hours: number) => ({
      value: deviation * unrest * this.normal(),
      deviation: deviation * unrest,
      hours,
    });
    this.wanders = {
      rate: wander(0.2, 3),
      latency: wander(0.05, 2),
      ttft: wander(0.05, 0.5),
      error: wander(0.25, 1),
      output: wander(0.03, 2),
      score: wander(0.1, 2),
      retrieval: wander(0.008, 3),
      tools: wander(0.08, 2),
      language: wander(0.08, 4),
    };
  }

  /** One hour as cells of five minutes, or as one. */
  hour(at: number, cells = CELLS): Hour {
    const { random, series } = this;
    const parts: Part[][] = Array.from({ length: cells }, () =>
      Array.from({ length: series }, () => new Part(this.signals)),
    );
    const moments: Moment[] = [];
    for (let cell = 0; cell < CELLS; cell++) moments.push(this.moment(at + cell * CELL_MS));
    const count = this.count(at);
    const { arrivalsMs } = this.options.traffic;
    const turn = random.next() * HOUR_MS;
    for (let index = 0; index < count; index++) {
      const ms = ((arrivalsMs[random.below(arrivalsMs.length)] as number) + turn) % HOUR_MS;
      const cell = Math.min(CELLS - 1, Math.floor(ms / CELL_MS));
      this.draw(moments[cell] as Moment, parts[Math.floor((cell * cells) / CELLS)] as Part[]);
    }
    const hour: Hour = new Map();
    for (const name of this.signals)
      hour.set(
        name,
        Array.from({ length: series }, (_, one) =>
          parts.map((part, cell) =>
            (part[one] as Part).cell(name, at + (cell * HOUR_MS) / cells, HOUR_MS / cells),
          ),
        ),
      );
    return hour;
  }

  private normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.random.next())) * Math.cos(2 * Math.PI * this.random.next());
  }

  private count(at: number): number {
    const { day, weekend } = clock(at);
    const wander = this.wanders["rate"] as { value: number };
    const mean =
      this.options.perHour * (1 + 0.5 * day) * (weekend ? 0.7 : 1.1) * Math.exp(wander.value - 0.02);
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
  }

  /** What holds during five minutes. */
  private moment(at: number): Moment {
    for (const wander of Object.values(this.wanders)) {
      const keep = Math.exp(-1 / 12 / wander.hours);
      wander.value = wander.value * keep + wander.deviation * Math.sqrt(1 - keep * keep) * this.normal();
    }
    if (this.burst > 0) this.burst--;
    else if (this.random.chance((this.options.unrest ?? 1) / (48 * CELLS)))
      this.burst = 1 + this.random.below(3);
    const { day, weekend } = clock(at);
    const of = (name: SignalName): number => (this.wanders[name] as { value: number }).value;
    const to = (name: SignalName, usual: number): number => this.changed(at, name, usual);
    const error = to("error", 0.01) * (1 + 0.3 * day) * Math.exp(of("error")) * (this.burst > 0 ? 6 : 1);
    return {
      latency: Math.log(2e9) + 0.12 * day + of("latency") + Math.log(to("latency", 1)),
      ttft: Math.log(4e8) + 0.1 * day + of("ttft") + Math.log(to("ttft", 1)),
      output: of("output") + Math.log(to("output", 1)),
      error: Math.min(0.9, error),
      perfect: 1 - ((1 - to("score", 0.98)) / 0.4) * Math.exp(of("score")),
      retrieval: to("retrieval", 0.72) + of("retrieval"),
      tools: mixed(TOOLS, to("tools", 0), of("tools"), 0),
      language: mixed(LANGUAGES, to("language", 0), of("language"), weekend ? 0.1 : 0.1 * day),
    };
  }

  private changed(at: number, name: SignalName, usual: number): number {
    const { change } = this.options;
    if (change === undefined || change.signal !== name || at < change.from) return usual;
    const part = change.rampMs === 0 ? 1 : Math.min(1, (at - change.from) / change.rampMs);
    return usual + (change.to - usual) * part;
  }

  private draw(moment: Moment, parts: readonly Part[]): void {
    const { random } = this;
    const segment = pick(SEGMENTS, random.next());
    const offset = OFFSETS[segment] as number;
    const own = this.series === 1 ? null : (parts[segment + 1] as Part);
    const whole = parts[0] as Part;
    for (const name of this.signals) {
      const value = this.value(name, moment, offset);
      whole.add(name, value);
      own?.add(name, value);
    }
  }

  private value(name: SignalName, moment: Moment, offset: number): number {
    const { random } = this;
    if (name === "latency") {
      const tail = random.chance(0.03) ? -Math.log(1 - random.next()) : 0;
      return binOf(Math.exp(moment.latency + offset + 0.5 * this.normal() + tail));
    }
    if (name === "ttft") return binOf(Math.exp(moment.ttft + offset / 2 + 0.45 * this.normal()));
    if (name === "error") return random.chance(moment.error * (1 + offset)) ? 1 : 0;
    if (name === "output") {
      const { generatedTokens } = this.options.traffic;
      const tokens = generatedTokens[random.below(generatedTokens.length)] as number;
      return binOf(Math.round(Math.max(1, tokens * Math.exp(moment.output))));
    }
    if (name === "score") return random.chance(moment.perfect) ? 1 : 0.2 + 0.8 * random.next();
    if (name === "retrieval") return moment.retrieval + 0.12 * this.normal();
    return pick(moment[name], random.next());
  }
}

interface Moment {
  latency: number;
  ttft: number;
  output: number;
  error: number;
  perfect: number;
  retrieval: number;
  tools: number[];
  language: number[];
}

function clock(at: number): { day: number; weekend: boolean } {
  const hours = at / HOUR_MS;
  return {
    day: Math.sin((2 * Math.PI * (hours - 8)) / 24),
    weekend: (Math.floor(hours / 24) + 3) % 7 >= 5,
  };
}

/** @param moved from the first to the third */
function mixed(usual: readonly number[], moved: number, wander: number, season: number): number[] {
  const shares = usual.map((share, index) => share * Math.exp(index % 2 === 0 ? wander : season - wander));
  const sum = shares.reduce((a, b) => a + b, 0);
  return shares.map((share, index) => share / sum + (index === 0 ? -moved : index === 2 ? moved : 0));
}

function pick(shares: readonly number[], at: number): number {
  let sum = 0;
  for (let index = 0; index < shares.length - 1; index++)
    if (at < (sum += shares[index] as number)) return index;
  return shares.length - 1;
}

/** What is counted of one series' signals in one cell. */
class Part {
  private readonly bins = new Map<SignalName, Map<number, number>>();
  private readonly sums = new Map<SignalName, { n: number; sum: number; squares: number }>();

  constructor(signals: readonly SignalName[]) {
    for (const name of signals) {
      const { kind } = SIGNALS[name];
      if (kind === "distribution" || kind === "mix") this.bins.set(name, new Map());
      else this.sums.set(name, { n: 0, sum: 0, squares: 0 });
    }
  }

  add(name: SignalName, value: number): void {
    const bins = this.bins.get(name);
    if (bins !== undefined) {
      bins.set(value, (bins.get(value) ?? 0) + 1);
      return;
    }
    const sums = this.sums.get(name) as { n: number; sum: number; squares: number };
    sums.n++;
    sums.sum += value;
    sums.squares += value * value;
  }

  cell(name: SignalName, at: number, lengthMs: number): Cell {
    const bins = this.bins.get(name);
    if (bins === undefined) {
      const sums = this.sums.get(name) as { n: number; sum: number; squares: number };
      if (SIGNALS[name].kind === "share") return { at, lengthMs, n: sums.n, hits: sums.sum };
      return { at, lengthMs, ...sums };
    }
    const sorted = [...bins].sort(([a], [b]) => a - b);
    if (SIGNALS[name].kind === "mix")
      return { at, lengthMs, counts: Object.fromEntries(sorted.map(([bin, count]) => [`c${bin}`, count])) };
    const histogram: Histogram = { bins: sorted.map(([bin]) => bin), counts: sorted.map(([, n]) => n) };
    return { at, lengthMs, histogram };
  }
}
