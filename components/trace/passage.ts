import { MOST_BEFORE, MOST_QUOTED } from "@/lib/comments/quote-limits";

/** A part of what one span said, as it was read. */
export interface Passage {
  /** 16 hex digits. */
  spanId: string;
  text: string;
  /** What stands before it. */
  before: string;
}

/** An element that shows what one span said: the side panel, a step of the transcript. */
const OF_A_SPAN = "[data-span]";

/** @param selected the range as text; null: it is too long to be quoted, or of no one span */
export function passageOf(range: Range, selected: string): Passage | null {
  const within = range.commonAncestorContainer;
  const root = (within instanceof Element ? within : within.parentElement)?.closest<HTMLElement>(OF_A_SPAN);
  const text = selected.trim();
  const spanId = root?.dataset.span;
  if (!root || spanId === undefined || text === "" || text.length > MOST_QUOTED) return null;
  const before = new Range();
  before.setStart(root, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return { spanId, text, before: textOf(before).slice(-MOST_BEFORE) };
}

/** As marks find it again: without what people said about it. */
function textOf(range: Range): string {
  const part = range.cloneContents();
  for (const other of part.querySelectorAll("article, [data-chrome]")) other.remove();
  return part.textContent ?? "";
}
