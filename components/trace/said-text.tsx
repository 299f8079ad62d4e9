"use client";

import { useState } from "react";

import { MarkdownView } from "@/components/lazy-parts";
import { isReadAsMarkdown } from "@/lib/format/looks-like-markdown";

import { useFoundBeyond } from "./found-text";
import { LongText } from "./long-text";
import { useReading } from "./reading";
import { isLong, ShowMore } from "./show-more";

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
  // As somebody left it; else as a text that is looked for asks.
  const [left, setLeft] = useState<boolean | null>(null);
  const open = left ?? found;
  if (reading === "text" || !isReadAsMarkdown(text))
    return <LongText text={text} limit={limit} className={className} />;
  const long = isLong(text.length, limit);
  return (
    <div className={className}>
      <MarkdownView isPart text={long && !open ? beginning(text, limit) : text} />
      {long && <ShowMore open={open} rest={text.length - limit} onChange={setLeft} />}
    </div>
  );
}

/** Up to the last line that fits, so that nothing is cut within a word or a mark. */
function beginning(text: string, limit: number): string {
  const line = text.lastIndexOf("\n", limit);
  return text.slice(0, line > limit / 2 ? line : limit);
}
