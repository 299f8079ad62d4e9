"use client";

import { useEffect, useRef, useState } from "react";

import { useShortcut } from "@/components/shell/shortcuts";
import { SearchInput } from "@/components/ui/input";

const PAUSE_MS = 350;

/** Text to search for; asked for when typing pauses, at once on enter. */
export function SearchBox({ q, onSearch }: { q: string; onSearch: (q: string | null) => void }) {
  const [typed, setTyped] = useState(q);
  const [shown, setShown] = useState(q);
  const input = useRef<HTMLInputElement>(null);
  useShortcut({ keys: "/", label: "Search traces", group: "List" }, () => input.current?.select());

  // The address changed by other means (back, "Clear all"): the box follows.
  if (q !== shown) {
    setShown(q);
    if (q !== typed.trim()) setTyped(q);
  }

  const latest = useRef(onSearch);
  useEffect(() => {
    latest.current = onSearch;
  });
  const wanted = typed.trim();
  useEffect(() => {
    if (wanted === q) return;
    const timer = setTimeout(() => latest.current(wanted || null), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted, q]);

  return (
    <SearchInput
      ref={input}
      aria-label="Search traces"
      placeholder="Trace id, user, session or any text"
      maxLength={200}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") onSearch(wanted || null);
        if (event.key === "Escape") event.currentTarget.blur();
      }}
      className="w-64 max-xl:w-44 max-md:w-auto! max-md:min-w-0 max-md:flex-1"
    />
  );
}
