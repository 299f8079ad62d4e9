import type { TokenBuckets } from "@/lib/model/tokens";

import { BUCKET_UNITS } from "./bucket-units";
import type { Price } from "./price";

/** Kinds of data that are told apart because they may have prices of their own. */
export type Medium = "audio" | "image" | "video";

/** What a call is seen to carry besides text. Absent: its content is not known. */
export interface Media {
  input: readonly Medium[];
}

/** Models that are made for a medium: a call that does not say how much of it there was is no call of text alone. */
const MADE_FOR: Record<Medium, RegExp> = {
  audio: /audio|realtime|transcri|sonic|voice|speech|(?:^|[-/])(?:live|tts)(?:-|$)/,
  image: /image|banana/,
  video: /video|veo/,
};

type Part = keyof TokenBuckets & keyof typeof BUCKET_UNITS;
interface Split {
  medium: Medium;
  side: "input" | "output";
  whole: "inputUncached" | "cacheRead" | "outputText";
  part: Part;
}
const SPLITS: readonly Split[] = [
  { medium: "image", side: "output", whole: "outputText", part: "outputImage" },
  { medium: "video", side: "output", whole: "outputText", part: "outputVideo" },
  { medium: "audio", side: "output", whole: "outputText", part: "outputAudio" },
  { medium: "audio", side: "input", whole: "inputUncached", part: "inputAudio" },
  { medium: "image", side: "input", whole: "inputUncached", part: "inputImage" },
  { medium: "video", side: "input", whole: "inputUncached", part: "inputVideo" },
  { medium: "audio", side: "input", whole: "cacheRead", part: "cacheReadAudio" },
  { medium: "image", side: "input", whole: "cacheRead", part: "cacheReadImage" },
];

/** The parts that a price charges apart from their whole. Made once a price. */
const splits = new WeakMap<Readonly<Record<string, string>>, readonly (Split & { alone: boolean })[]>();

function splitsOf({ units, model }: Price): readonly (Split & { alone: boolean })[] {
  let known = splits.get(units);
  if (!known) {
    known = SPLITS.flatMap((split) => {
      const own = units[BUCKET_UNITS[split.part][0] as string];
      const general = BUCKET_UNITS[split.whole].find((key) => units[key] !== undefined);
      if (own === undefined || general === undefined || own === units[general]) return [];
      return [{ ...split, alone: split.side === "output" || MADE_FOR[split.medium].test(model) }];
    });
    splits.set(units, known);
  }
  return known;
}

/**
 * Whether a price charges something else for a part of a call's tokens, and nobody says how large that part is. Then its cost is
 * unknown: text is the cheapest guess. A price for the output of a medium means a model that makes it, whatever text is seen: a
 * transcript is text, too. One for its input does not: most calls of models that can see or hear are text, so that only those
 * count which are made for the medium, or which are seen to carry it.
 */
export function isSplitUnsaid(price: Price, tokens: TokenBuckets, media?: Media): boolean {
  return splitsOf(price).some(
    ({ medium, side, whole, part, alone }) =>
      (tokens[part] ?? null) === null &&
      (tokens[whole] ?? 0) > 0 &&
      (alone || (side === "input" && media?.input.includes(medium))),
  );
}
