import type { TokenBuckets } from "@/lib/model/tokens";

import { partOfInput, partsOfOutput } from "./usage-parts";
import type { ReportedUsage } from "./reported-usage";

export interface Accounted {
  tokens: TokenBuckets;
  /** Which rule decided that the input is inclusive, exclusive or disjoint, and what did not fit together. */
  rule: string;
  /** What it decided: the cached tokens are within the reported input. */
  includes: boolean;
  /** Only a habit decided: other evidence, such as what the client says it cost, may show the other reading to be right. */
  isHabit: boolean;
}

const known = (value: number | null | undefined): number | null => value ?? null;

/** Reported counts -> disjoint buckets, with those of what was taken besides. Null when nothing was reported. */
export function accountUsage(usage: ReportedUsage): Accounted | null {
  const accounted = accountCounts(usage);
  const more = accounted && usage.besides ? accountCounts(usage.besides) : null;
  if (accounted === null || more === null) return accounted;
  const tokens = { ...accounted.tokens };
  for (const [bucket, count] of Object.entries(more.tokens) as [keyof TokenBuckets, number | null][])
    if (count !== null && (count > 0 || tokens[bucket] != null))
      tokens[bucket] = (tokens[bucket] ?? 0) + count;
  return { ...accounted, tokens };
}

function accountCounts(reported: ReportedUsage): Accounted | null {
  const usage = (reported.inputTools ?? 0) > 0 ? withTools(reported) : reported;
  const read = known(usage.cacheRead);
  const parts =
    usage.cacheWrite5m == null && usage.cacheWrite1h == null
      ? null
      : (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0);
  // The hour and five-minute counts are parts of the write; where both are said and differ, the larger is the whole.
  const write = usage.cacheWrite == null ? parts : Math.max(usage.cacheWrite, parts ?? 0);
  const input =
    known(usage.input) ?? (usage.uncached == null ? null : usage.uncached + (read ?? 0) + (write ?? 0));
  const output = known(usage.output);
  if (input === null && output === null && read === null && write === null) return null;

  const cached = (read ?? 0) + (write ?? 0);
  const { includes, rule, isHabit = false } = decide(usage, input, cached, output);
  const notes: string[] = [];
  const plain = input === null ? null : includes ? input - cached : input;
  const all = plain === null ? null : plain + cached;
  const { text, audio: outputAudio, ...pictures } = partsOfOutput(usage, all, notes);
  const tokens: TokenBuckets = {
    inputUncached: plain,
    cacheRead: read,
    cacheWrite: write,
    cacheWrite1h: usage.cacheWrite1h == null || write === null ? null : Math.min(usage.cacheWrite1h, write),
    inputAudio: null,
    outputText: text,
    reasoning: known(usage.reasoning),
    outputAudio,
  };
  if (pictures.image !== null) tokens.outputImage = pictures.image;
  if (pictures.video !== null) tokens.outputVideo = pictures.video;
  // Most calls are of text alone.
  if (INPUT_PARTS.some((part) => usage[part] != null))
    splitInput(tokens, usage, { all: all ?? 0, includes, notes });
  return { rule: notes.length === 0 ? rule : [rule, ...notes].join("; "), includes, isHabit, tokens };
}

/**
 * Tool results are billed as input. The total tells whether the input holds them; without one they stand beside it, as Gemini
 * counts, unless the client is known to add them up. A total that fits neither leaves the input unknown.
 */
function withTools(usage: ReportedUsage): ReportedUsage {
  const { input, output, total, inputTools, ...others } = usage;
  const tools = inputTools ?? 0;
  const beside = { ...others, output, total, input: (input ?? 0) + tools };
  if (input == null) return usage;
  if (total == null) return usage.holdsTools ? usage : beside;
  const answers = [output ?? 0, (output ?? 0) + (usage.reasoning ?? 0)];
  const cached = (usage.cacheRead ?? 0) + (usage.cacheWrite ?? 0);
  const fits = (all: number) => answers.some((answer) => [all, all + cached].includes(total - answer));
  if (fits(input + tools)) return beside;
  if (fits(input)) return usage;
  return { ...usage, input: null, uncached: null, rule: "tools_contradict_total" };
}

const INPUT_PARTS = ["inputAudio", "inputImage", "inputVideo", "cacheReadAudio", "cacheReadImage"] as const;

/** Tells the modalities of the input apart, in the buckets that hold them. */
function splitInput(
  tokens: TokenBuckets,
  usage: ReportedUsage,
  { all, includes, notes }: { all: number; includes: boolean; notes: string[] },
): void {
  const disjoint = usage.style === "disjoint";
  let plain = tokens.inputUncached;
  let read = tokens.cacheRead;
  const split = (name: string, count: number | null | undefined, cached: number | null | undefined) => {
    const part = partOfInput(name, count, cached, {
      plain,
      read,
      all,
      includes: includes && !disjoint,
      notes,
    });
    if (plain !== null) plain -= part.fresh ?? 0;
    if (read !== null) read -= part.cached ?? 0;
    return part;
  };
  if (disjoint) {
    tokens.inputAudio = known(usage.inputAudio);
    if (usage.cacheReadAudio != null) tokens.cacheReadAudio = usage.cacheReadAudio;
  } else {
    const audio = split("audio", usage.inputAudio, usage.cacheReadAudio);
    tokens.inputAudio = audio.fresh;
    tokens.inputUncached = plain;
    if (audio.cached !== null) tokens.cacheReadAudio = audio.cached;
  }
  const image = split("image", usage.inputImage, usage.cacheReadImage);
  if (image.fresh !== null) tokens.inputImage = image.fresh;
  if (image.cached !== null) tokens.cacheReadImage = image.cached;
  const video = split("video", usage.inputVideo, usage.cacheReadVideo);
  if (video.fresh !== null) tokens.inputVideo = video.fresh;
}

/**
 * Wire formats differ in one question: are cached tokens inside the reported input? The first evidence that can tell does:
 * what is known of the client, then the numbers themselves, then what a name is used for by habit.
 */
function decide(
  usage: ReportedUsage,
  input: number | null,
  cached: number,
  output: number | null,
): { includes: boolean; rule: string; isHabit?: true } {
  if (usage.style === "disjoint") return { includes: false, rule: usage.rule ?? "disjoint" };
  if (usage.style === "exclusive") return { includes: false, rule: usage.rule ?? "exclusive" };
  if (input === null || cached === 0) return { includes: true, rule: usage.rule ?? "no_cache" };
  // More cached than there is input: whatever the client's habit, it does not include them.
  if (cached > input) return { includes: false, rule: "cache_exceeds_input" };
  if (usage.uncached != null && usage.uncached + cached === input)
    return { includes: true, rule: "uncached_reported" };
  if (usage.style === "inclusive") return { includes: true, rule: usage.rule ?? "inclusive" };
  if (usage.uncached != null && usage.uncached === input)
    return { includes: false, rule: "uncached_equals_input" };
  if (usage.total != null && output !== null && usage.total === input + cached + output)
    return { includes: false, rule: "total_adds_cache" };
  if (usage.style === "native" && usage.total != null && output !== null && usage.total === input + output)
    return { includes: true, rule: "total_holds_cache", isHabit: true };
  if (usage.style === "native") return { includes: false, rule: usage.rule ?? "native_names", isHabit: true };
  return { includes: true, rule: usage.rule ?? "inclusive_by_convention", isHabit: true };
}

/** The same counts under the other answer to that question; null where it cannot be. */
export const accountOtherwise = (usage: ReportedUsage): Accounted | null =>
  accountUsage({
    ...usage,
    style: accountUsage(usage)?.includes === true ? "exclusive" : "inclusive",
    rule: "reported_cost",
  });

const NO_COUNTS: ReadonlySet<keyof ReportedUsage> = new Set([
  "whole",
  "style",
  "rule",
  "besides",
  "holdsTools",
]);

/** Whether counts of one call hold what another client tells besides its own. */
const holds = ({ input }: ReportedUsage, { input: other, besides }: ReportedUsage): boolean =>
  besides?.input != null && input != null && other != null && input > other && input >= other + besides.input;

/**
 * Counts of two dialects about one call: the first one's, completed from the second's, unless either stands for itself. What
 * is known of a client's input is not known of another client's.
 */
export function completeUsage(first: ReportedUsage | null, second: ReportedUsage): ReportedUsage {
  if (first === null) return second;
  const besides = first.besides ?? (holds(first, second) ? undefined : second.besides);
  const merged: ReportedUsage = besides === undefined ? { ...first } : { ...first, besides };
  if (first.whole) return merged;
  for (const key of Object.keys(second) as (keyof ReportedUsage)[])
    if (merged[key] == null && second[key] != null && !NO_COUNTS.has(key))
      Object.assign(merged, { [key]: second[key] });
  if (first.style != null || second.input == null) return merged;
  const cached = (second.cacheRead ?? 0) + (second.cacheWrite ?? 0);
  if (first.input == null || first.input === second.input) {
    if (second.style != null)
      Object.assign(merged, { style: second.style, rule: merged.rule ?? second.rule });
  } else if (first.input === second.input + cached) {
    Object.assign(merged, { style: "inclusive", rule: "inclusive_by_sum" });
  }
  return merged;
}
