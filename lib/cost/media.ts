import { MEDIA_FLAG } from "@/lib/model/flags";
import type { Message } from "@/lib/model/message";

import type { Media, Medium } from "./unsaid-split";

const MEDIA = Object.keys(MEDIA_FLAG) as Medium[];

/** What messages carry besides text, as bits of `spans.flags`. */
export function mediaFlags(messages: readonly Message[] | null): number {
  let flags = 0;
  for (const { content } of messages ?? [])
    if (Array.isArray(content))
      for (const part of content)
        if (part.type === "media") flags |= MEDIA_FLAG[part.modality.toLowerCase() as Medium] ?? 0;
  return flags;
}

const NOTHING: Media = { input: [] };

/** The same of a stored call. */
export const mediaOf = (flags: number): Media =>
  (flags & (MEDIA_FLAG.audio | MEDIA_FLAG.image | MEDIA_FLAG.video)) === 0
    ? NOTHING
    : { input: MEDIA.filter((medium) => (flags & MEDIA_FLAG[medium]) !== 0) };
