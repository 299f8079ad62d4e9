"use client";

import { createContext, type ReactNode, type RefObject, useContext, useEffect } from "react";

import type { Json } from "@/lib/model/json";
import { foldCase, foldedWithPlaces } from "@/lib/bodies/fold";
import { findFirst } from "@/lib/traces/snippet";

/** The text that somebody came here for, folded; empty: none. */
const Term = createContext("");
export const FoundTerm = ({ value, children }: { value: string; children: ReactNode }) => (
  <Term value={foldCase(value)}>{children}</Term>
);

/** Whether a value holds it: what is folded is opened for it. */
export function useFoundIn(value: Json): boolean {
  const find = useContext(Term);
  return find !== "" && findFirst(typeof value === "string" ? value : JSON.stringify(value), [find]) !== null;
}

/** Whether a text holds it only after its first so many characters: it is not to be looked for again behind a button. */
export function useFoundBeyond(text: string, limit: number): boolean {
  const find = useContext(Term);
  return find !== "" && findFirst(text.slice(0, limit), [find]) === null && findFirst(text, [find]) !== null;
}

/** Names of the marks in app/globals.css: the side panel and the view beside it are marked each by itself. */
type Highlighted = "found" | "found-beside";
const MOST_MARKS = 500;

/**
 * Marks a text wherever it stands in an element, also in what is unfolded later; in the side panel it moves the first mark into sight.
 * The browser draws the marks: nothing of the page is drawn otherwise for them.
 * @param shown what the element shows, null before there is anything: the first mark of each is moved into sight
 */
export function useFoundText(
  of: RefObject<HTMLElement | null>,
  text: string,
  shown: string | null,
  name: Highlighted = "found",
): void {
  useEffect(() => {
    const element = of.current;
    if (element === null || text === "" || shown === null || !("highlights" in CSS)) return;
    const mark = (): Range[] => {
      const ranges = rangesOf(element, foldCase(text));
      CSS.highlights.set(name, new Highlight(...ranges));
      return ranges;
    };
    const [first] = mark();
    if (name === "found") first?.startContainer.parentElement?.scrollIntoView({ block: "center" });
    const observer = new MutationObserver(mark);
    observer.observe(element, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      CSS.highlights.delete(name);
    };
  }, [of, text, shown, name]);
}

function rangesOf(element: HTMLElement, needle: string): Range[] {
  const ranges: Range[] = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() && ranges.length < MOST_MARKS) {
    const node = walker.currentNode as Text;
    const { folded, placeOf } = foldedWithPlaces(node.data);
    for (let at = folded.indexOf(needle); at !== -1; at = folded.indexOf(needle, at + needle.length)) {
      const range = new Range();
      range.setStart(node, placeOf(at));
      range.setEnd(node, placeOf(at + needle.length));
      ranges.push(range);
    }
  }
  return ranges;
}
