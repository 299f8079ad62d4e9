"use client";

import { useState } from "react";

import { MarkdownView } from "@/components/lazy-parts";
import { formatCount } from "@/lib/format/count";
import { isReadAsMarkdown } from "@/lib/format/looks-like-markdown";

import { useFoundBeyond } from "./found-text";
import { LongText } from "./long-text";
import { useReading } from "./reading";

interface SaidTextProps {
  text: string;
  /** Characters shown before the rest is asked for. */
  limit?: number;
  className?: string;
}

/** What somebody said: Markdown as it is meant to be read where it is written so, else as it is. */
export function SaidText({ text, limit = 1200, className }: SaidTextProps) {
  const reading = useReading();
  const found = useFoundBeyond(text, limit);
  const [open, setOpen] = useState(found);
  if (reading === "text" || !isReadAsMarkdown(text))
    return <LongText text={text} limit={limit} className={className} />;
  const long = text.length > limit * 1.25;
  return (
    <div className={className}>
      <MarkdownView isPart text={long && !open ? beginning(text, limit) : text} />
      {long && (
        <button
          type="button"
          aria-expanded={open}
          className="text-accent hover:underline"
          onClick={() => setOpen(!open)}
        >
          {open ? "show less" : `${formatCount(text.length - limit)} characters more`}
        </button>
      )}
    </div>
  );
}

/** Up to the last line that fits, so that nothing is cut within a word or a mark. */
function beginning(text: string, limit: number): string {
  const line = text.lastIndexOf("\n", limit);
  return text.slice(0, line > limit / 2 ? line : limit);
}
