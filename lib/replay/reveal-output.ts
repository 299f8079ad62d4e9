/**
 * How an answer came, as far as it was recorded. recorded: by the times of its pieces. even: between first token and end at one
 * pace, which is not recorded. at once: whole, when the call ended. unknown: nobody has recorded when.
 */
export type Pace = "recorded" | "even" | "at once" | "unknown";

export interface AnswerTimes {
  /** All of it, as the transcript shows it. */
  text: string;
  /** Milliseconds since the call's start; null: not known. */
  ttftMs: number | null;
  durationMs: number | null;
  /** When its pieces came, in order, milliseconds since the call's start; none: not recorded. */
  chunksMs: readonly number[];
}

export interface Revealed {
  text: string;
  pace: Pace;
  /** Nothing of it is to come any more. */
  isWhole: boolean;
}

/** How the times of an answer are known. */
export function paceOf({ ttftMs, durationMs, chunksMs }: Omit<AnswerTimes, "text">): Pace {
  if (chunksMs.length > 1) return "recorded";
  if (durationMs === null) return "unknown";
  return ttftMs !== null && ttftMs < durationMs ? "even" : "at once";
}

/**
 * What of an answer was there a while after its call began. Never more than was recorded by then; of an answer whose times
 * nobody recorded, nothing.
 * @param sinceMs milliseconds since the call's start
 */
export function revealOutput(answer: AnswerTimes, sinceMs: number): Revealed {
  const pace = paceOf(answer);
  const share = shareBy(answer, pace, sinceMs);
  const { text } = answer;
  if (share >= 1) return { text, pace, isWhole: true };
  return { text: cut(text, Math.floor(text.length * Math.max(0, share))), pace, isWhole: false };
}

function shareBy({ ttftMs, durationMs, chunksMs }: AnswerTimes, pace: Pace, sinceMs: number): number {
  if (durationMs !== null && sinceMs >= durationMs) return 1;
  if (pace === "recorded") {
    // How much each piece brought is not known: as much as any other.
    let come = 0;
    for (const at of chunksMs) if (at <= sinceMs) come++;
    // The last piece has come, and the call has only to end.
    return come / chunksMs.length;
  }
  if (pace !== "even" || ttftMs === null || durationMs === null) return 0;
  return (sinceMs - ttftMs) / (durationMs - ttftMs);
}

/** The first units of a text, without half a character at the end. */
function cut(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
