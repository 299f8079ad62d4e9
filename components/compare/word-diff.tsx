"use client";

import { diffWordsWithSpace } from "diff";
import { useMemo, useState } from "react";

import { cn } from "@/components/ui/cn";
import { useFoundBeyond } from "@/components/trace/found-text";
import { isLong, ShowMore } from "@/components/trace/show-more";

/** Longer texts are shown whole, side by side: their words are not told apart. */
const MOST_CHARACTERS = 40_000;
const TIMEOUT_MS = 300;
/** Characters shown of each side before the rest is asked for. */
const SHOWN = 3_000;

interface Piece {
  text: string;
  /** The other side does not have it. */
  own: boolean;
}

/** The words of two texts, each side with what it alone has marked. */
export function WordDiff({ a, b }: { a: string | null; b: string | null }) {
  const [left, right] = useMemo(() => piecesOf(a, b), [a, b]);
  return (
    <div className="grid grid-cols-2 gap-x-4 max-md:grid-cols-1 max-md:gap-y-2">
      <Side pieces={left} sign="-" />
      <Side pieces={right} sign="+" />
    </div>
  );
}

function piecesOf(a: string | null, b: string | null): [Piece[] | null, Piece[] | null] {
  const whole = (text: string | null): Piece[] | null => (text === null ? null : [{ text, own: true }]);
  if (a === null || b === null || a.length + b.length > MOST_CHARACTERS) return [whole(a), whole(b)];
  const changes = diffWordsWithSpace(a, b, { timeout: TIMEOUT_MS });
  if (changes === undefined) return [whole(a), whole(b)];
  const side = (without: "added" | "removed"): Piece[] =>
    changes
      .filter((change) => !change[without])
      .map(({ value, added, removed }) => ({ text: value, own: added || removed }));
  return [side("added"), side("removed")];
}

function Side({ pieces, sign }: { pieces: Piece[] | null; sign: "+" | "-" }) {
  const found = useFoundBeyond(pieces?.map(({ text }) => text).join("") ?? "", SHOWN);
  const [left, setLeft] = useState<boolean | null>(null);
  const open = left ?? found;
  if (pieces === null) return <p className="text-ink-3">Nothing of it here.</p>;
  const length = pieces.reduce((sum, { text }) => sum + text.length, 0);
  const long = isLong(length, SHOWN);
  return (
    <div dir="auto" className="min-w-0 text-s break-words whitespace-pre-wrap">
      {(long && !open ? beginning(pieces) : pieces).map(({ text, own }, index) =>
        own ? (
          <mark
            key={index}
            className={cn("rounded-[2px] text-ink", sign === "+" ? "bg-ok-soft" : "bg-bad-soft")}
          >
            {text}
          </mark>
        ) : (
          <span key={index}>{text}</span>
        ),
      )}
      {long && (
        <>
          {open ? " " : "… "}
          <ShowMore open={open} rest={length - SHOWN} onChange={setLeft} />
        </>
      )}
    </div>
  );
}

function beginning(pieces: readonly Piece[]): Piece[] {
  const shown: Piece[] = [];
  let left = SHOWN;
  for (const { text, own } of pieces) {
    if (left <= 0) break;
    shown.push({ text: text.slice(0, left), own });
    left -= text.length;
  }
  return shown;
}
