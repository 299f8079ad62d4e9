"use client";

import { Star } from "lucide-react";

import { useShortcut } from "@/components/shell/shortcuts";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";

import { type Bookmark, useBookmarks } from "./use-bookmarks";

interface BookmarkButtonProps {
  projectSlug: string;
  /** 32 hex digits. */
  traceId: string;
  bookmark: Bookmark;
}

/** The star in the head of a trace. */
export function BookmarkButton({ projectSlug, traceId, bookmark }: BookmarkButtonProps) {
  const { held, isReading, set } = useBookmarks(projectSlug, bookmark);
  const on = held.has(traceId);
  const toggle = () => set([traceId], !on);
  useShortcut({ keys: "b", label: "Bookmark the trace, or take it off", group: "Trace" }, toggle, !isReading);
  return (
    <Button
      variant="ghost"
      size="s"
      className={cn("w-6 px-0!", on && "text-accent")}
      aria-label="Bookmark"
      aria-pressed={on}
      disabled={isReading}
      data-tip={on ? "Take the bookmark off" : "Bookmark"}
      data-tip-key="b"
      onClick={toggle}
    >
      <Star aria-hidden className={cn("size-4", on && "fill-current")} strokeWidth={1.75} />
    </Button>
  );
}
