import type { TokenBuckets } from "@/lib/model/tokens";

/** Token counts as a client reports them, before anyone knows whether they overlap. Null: not said. */
export interface ReportedUsage {
  input?: number | null;
  cacheRead?: number | null;
  cacheWrite?: number | null;
  cacheWrite5m?: number | null;
  cacheWrite1h?: number | null;
  /** Input without any cached token, said beside `input`. */
  uncached?: number | null;
  inputAudio?: number | null;
  output?: number | null;
  reasoning?: number | null;
  outputAudio?: number | null;
  total?: number | null;
  /**
   * What is known of the client: does `input` include the cached tokens, exclude them, or are all counts disjoint?
   * `native`: attribute names of the provider's own API, which excludes.
   */
  style?: "inclusive" | "exclusive" | "disjoint" | "native" | null;
  /** Names the client's rule in the record of which rule fired. */
  rule?: string | null;
  /** The counts belong together and must not be completed from another dialect's. */
  whole?: boolean;
}

export interface Accounted {
  tokens: TokenBuckets;
  /** Which rule decided that the input is inclusive, exclusive or disjoint. */
  rule: string;
}

const known = (value: number | null | undefined): number | null => value ?? null;

/** Reported counts -> disjoint buckets. Null when nothing was reported. */
export function accountUsage(usage: ReportedUsage): Accounted | null {
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
  const { includes, rule } = decide(usage, input, cached, output);
  const plain = input === null ? null : includes ? input - cached : input;
  const audio = plain === null || usage.inputAudio == null ? null : Math.min(usage.inputAudio, plain);

  const disjoint = usage.style === "disjoint";
  const outputAudio =
    output === null || usage.outputAudio == null
      ? null
      : disjoint
        ? usage.outputAudio
        : Math.min(usage.outputAudio, output);
  // Reasoning is a part of the output, except where it cannot be.
  const beside = disjoint || (usage.reasoning ?? 0) > (output ?? 0) - (outputAudio ?? 0);
  const text =
    output === null
      ? null
      : disjoint
        ? output
        : output - (outputAudio ?? 0) - (beside ? 0 : (usage.reasoning ?? 0));

  return {
    rule,
    tokens: {
      inputUncached: plain === null ? null : plain - (disjoint ? 0 : (audio ?? 0)),
      cacheRead: read,
      cacheWrite: write,
      cacheWrite1h: usage.cacheWrite1h == null || write === null ? null : Math.min(usage.cacheWrite1h, write),
      inputAudio: disjoint ? known(usage.inputAudio) : audio,
      outputText: text,
      reasoning: known(usage.reasoning),
      outputAudio,
    },
  };
}

/** Wire formats differ in one question: are cached tokens inside the reported input? The first rule that can tell does. */
function decide(
  usage: ReportedUsage,
  input: number | null,
  cached: number,
  output: number | null,
): { includes: boolean; rule: string } {
  if (usage.style === "disjoint") return { includes: false, rule: usage.rule ?? "disjoint" };
  if (usage.style === "exclusive") return { includes: false, rule: usage.rule ?? "exclusive" };
  if (input === null || cached === 0) return { includes: true, rule: usage.rule ?? "no_cache" };
  // More cached than there is input: whatever the client's habit, it does not include them.
  if (cached > input) return { includes: false, rule: "cache_exceeds_input" };
  if (usage.uncached != null && usage.uncached + cached === input)
    return { includes: true, rule: "uncached_reported" };
  if (usage.style === "inclusive") return { includes: true, rule: usage.rule ?? "inclusive" };
  if (usage.total != null && output !== null && usage.total === input + cached + output)
    return { includes: false, rule: "total_adds_cache" };
  if (usage.style === "native") return { includes: false, rule: usage.rule ?? "native_names" };
  return { includes: true, rule: "inclusive_by_convention" };
}

/** Counts of two dialects about one call: the first one's, completed from the second's, unless either stands for itself. */
export function completeUsage(first: ReportedUsage | null, second: ReportedUsage): ReportedUsage {
  if (first === null) return second;
  if (first.whole) return first;
  const merged: ReportedUsage = { ...first };
  for (const key of Object.keys(second) as (keyof ReportedUsage)[])
    if (merged[key] == null && second[key] != null && key !== "whole")
      Object.assign(merged, { [key]: second[key] });
  return merged;
}
