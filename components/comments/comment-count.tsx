"use client";

import { MessageSquare } from "lucide-react";

import { plural } from "@/lib/format/count";

import { useSpanComments } from "./comments";

/** Beside a step of the transcript: how much was said about its span; opens the span, where it stands. */
export function CommentCount({ spanId, onOpen }: { spanId: string; onOpen: () => void }) {
  const comments = useSpanComments(spanId);
  if (comments.length === 0) return null;
  return (
    <button
      type="button"
      onClick={onOpen}
      className="inline-flex h-6 items-center gap-1 rounded-m px-1.5 text-s text-accent hover:bg-hover"
      aria-label={`${plural(comments.length, "comment")}: open the span`}
    >
      <MessageSquare aria-hidden className="size-3.5" />
      <span className="tabular">{comments.length}</span>
    </button>
  );
}
