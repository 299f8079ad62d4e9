import type { ReportedUsage } from "./reported-usage";

/** Input of one call, without what the part in question is taken from. */
interface Whole {
  /** Not cached. Null: unknown, and so is every part of it. */
  plain: number | null;
  /** Read from the cache. */
  read: number | null;
  /** All input, cached or not. */
  all: number;
  /** A part's count includes what of it was cached, as the input's does. */
  includes: boolean;
  /** Gains what was done where counts do not tell enough, or do not fit. */
  notes: string[];
}

/**
 * How many tokens of a modality were read from the cache, and how many were not. Clients that count both modality and cache
 * seldom say how they overlap: then the cached tokens are of all modalities alike.
 */
export function partOfInput(
  name: string,
  reported: number | null | undefined,
  reportedCached: number | null | undefined,
  { plain, read, all, includes, notes }: Whole,
): { fresh: number | null; cached: number | null } {
  const said = reported ?? null;
  let cached = reportedCached ?? null;
  if (said === null && cached === null) return NOTHING;
  if (
    said !== null &&
    cached === null &&
    includes &&
    said > 0 &&
    read !== null &&
    read > 0 &&
    plain !== null
  ) {
    const least = Math.max(0, said - plain);
    cached = Math.max(least, Math.min(said, read, Math.round((read * said) / all)));
    notes.push(`${name}_cache_in_proportion`);
  }
  const fresh = said === null ? null : includes ? said - (cached ?? 0) : said;
  const fits =
    (fresh === null || (fresh >= 0 && plain !== null && fresh <= plain)) && (cached ?? 0) <= (read ?? 0);
  if (fits) return { fresh, cached };
  notes.push(`${name}_does_not_fit`);
  return NOTHING;
}

const NOTHING = { fresh: null, cached: null };

interface OutputParts {
  text: number | null;
  audio: number | null;
  image: number | null;
  video: number | null;
}

/**
 * Output of one call. Reasoning and audio are parts of it, except where they cannot be or the total adds them to it. Images and
 * videos are parts of what is neither.
 */
export function partsOfOutput(usage: ReportedUsage, input: number | null, notes: string[]): OutputParts {
  const output = usage.output ?? null;
  if (output === null) return { text: null, audio: null, image: null, video: null };
  const disjoint = usage.style === "disjoint";
  const audio = usage.outputAudio ?? null;
  const reasoning = usage.reasoning ?? 0;
  const audioBeside = disjoint || (audio ?? 0) > output;
  if (audioBeside && !disjoint) notes.push("audio_beside_output");
  const without = output - (audioBeside ? 0 : (audio ?? 0));
  const adds =
    reasoning > 0 && input !== null && usage.total != null && usage.total === input + output + reasoning;
  const reasoningBeside = disjoint || reasoning > without || adds;
  if (adds && !disjoint) notes.push("total_adds_reasoning");
  const text = without - (reasoningBeside ? 0 : reasoning);

  let image = usage.outputImage ?? null;
  let video = usage.outputVideo ?? null;
  if ((image ?? 0) + (video ?? 0) > text) {
    notes.push("image_does_not_fit");
    image = video = null;
  }
  // All of it is text: then nothing of it is an image.
  if (image === null && usage.outputText != null && [text, text + reasoning].includes(usage.outputText))
    image = 0;
  return { text, audio, image, video };
}
