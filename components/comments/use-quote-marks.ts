"use client";

import { type RefObject, useEffect } from "react";

import type { Comment } from "@/lib/comments/comment";

import { placeOfQuote } from "./quote-place";

/** Names of the marks in app/globals.css: the side panel and the view beside it are marked each by itself. */
type Highlighted = "commented" | "commented-beside";

/**
 * Marks the passages that comments quote, where they stand in an element. The browser draws the marks: nothing of the page is drawn
 * otherwise for them, and a text that is unfolded later is marked then.
 * @param within finds the elements of a span; absent: all of the element is of one
 */
export function useQuoteMarks(
  of: RefObject<HTMLElement | null>,
  name: Highlighted,
  comments: readonly Comment[],
  within?: (spanId: string) => string,
): void {
  useEffect(() => {
    const element = of.current;
    const quoted = comments.filter(({ quote, resolved }) => quote !== null && resolved === null);
    if (element === null || quoted.length === 0 || !("highlights" in CSS)) return;
    const mark = () => {
      const ranges = quoted.flatMap(({ quote, spanId }) => {
        if (quote === null || spanId === null) return [];
        const roots = within ? [...element.querySelectorAll(within(spanId))] : [element];
        for (const root of roots) {
          const range = rangeOf(root, quote);
          if (range !== null) return [range];
        }
        return [];
      });
      CSS.highlights.set(name, new Highlight(...ranges));
    };
    mark();
    const observer = new MutationObserver(mark);
    observer.observe(element, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      CSS.highlights.delete(name);
    };
  }, [of, name, comments, within]);
}

/** Comments themselves are no part of what was said. */
const OTHERS = "article, [data-chrome]";

function rangeOf(root: Element, quote: { text: string; before: string }): Range | null {
  const nodes: Text[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    if (!node.parentElement?.closest(OTHERS)) nodes.push(node);
  }
  const place = placeOfQuote(nodes.map((node) => node.data).join(""), quote);
  if (place === null) return null;
  const range = new Range();
  let before = 0;
  for (const node of nodes) {
    const end = before + node.data.length;
    if (place.from >= before && place.from < end) range.setStart(node, place.from - before);
    if (place.to > before && place.to <= end) {
      range.setEnd(node, place.to - before);
      return range;
    }
    before = end;
  }
  return null;
}
