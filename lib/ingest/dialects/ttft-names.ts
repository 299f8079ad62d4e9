/** Nanoseconds a unit. */
export const UNITS = { s: 1e9, ms: 1e6, us: 1e3, ns: 1 } as const;
type Unit = keyof typeof UNITS;

/**
 * Clients' names for the time to the first token whose unit no suffix tells, with the units that they are sent in, the
 * documented one first.
 */
const NAMES: Readonly<Record<string, readonly Unit[]>> = {
  // GenAI conventions: seconds, as a double.
  "gen_ai.response.time_to_first_chunk": ["s"],
  "gen_ai.client.operation.time_to_first_chunk": ["s"],
  // A metric's name, which clients write on spans: seconds by the convention, milliseconds from some.
  "gen_ai.server.time_to_first_token": ["s", "ms"],
  // vLLM and SGLang.
  "gen_ai.latency.time_to_first_token": ["s", "ms"],
  // LiveKit Agents and Pipecat.
  "lk.response.ttft": ["s"],
  "metrics.ttfb": ["s"],
  // GitHub Copilot Chat.
  "copilot_chat.time_to_first_token": ["ms"],
};

const WORDS =
  /(?:^|[._])(?:time_?to_?first_?(?:token|chunk)|first_?(?:token|chunk)_?latency|ttft|ttfc)(?:[._]?(ns|us|ms|s|sec|secs|seconds?|msecs?|milliseconds?|millis))?$/i;

/** The AI SDK's own is read where it is known what its first chunk was. */
const MILLISECONDS = /^(?!ai\.)(?:.*[._])?ms_to_first_(?:token|chunk)$|^(?:metrics\.)?ttfb_?ms$/i;

const SUFFIXES: Readonly<Record<string, Unit>> = {
  ns: "ns",
  us: "us",
  ms: "ms",
  s: "s",
  sec: "s",
  secs: "s",
  second: "s",
  seconds: "s",
  msec: "ms",
  msecs: "ms",
  millisecond: "ms",
  milliseconds: "ms",
  millis: "ms",
};

/**
 * The units that a time to the first token of this name may be in, the likeliest first; null when the name means something
 * else. A suffix is believed; durations of OpenTelemetry are in seconds.
 */
export function ttftUnits(key: string): readonly Unit[] | null {
  let units = known.get(key);
  if (units === undefined) {
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, (units = findUnits(key)));
  }
  return units;
}

/** Keys repeat in every span. Bounded, because they come from outside. */
const known = new Map<string, readonly Unit[] | null>();
const MAX_KNOWN = 20_000;

function findUnits(key: string): readonly Unit[] | null {
  const listed = Object.hasOwn(NAMES, key) ? NAMES[key] : undefined;
  if (listed !== undefined) return listed;
  const name = key.replace(/([a-z])([A-Z])/g, "$1_$2");
  if (MILLISECONDS.test(name)) return ["ms"];
  const found = WORDS.exec(name);
  if (found === null) return null;
  const suffix = found[1]?.toLowerCase();
  const unit = suffix === undefined ? undefined : SUFFIXES[suffix];
  return unit === undefined ? ["s", "ms"] : [unit];
}
