"use client";

import { ChevronDown, ChevronUp } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";

import { useShortcut } from "@/components/shell/shortcuts";
import { cn } from "@/components/ui/cn";
import { IconButton } from "@/components/ui/icon-button";
import { SearchInput } from "@/components/ui/input";
import { formatCount, plural } from "@/lib/format/count";

import type { Find } from "./use-find";

interface FindBoxProps {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  find: Find;
  /** Which of the found spans is looked at; -1: none. */
  at: number;
  onMove: (to: number) => void;
  /** `n` and `N` mean something else here. */
  keysTaken?: boolean;
  className?: string;
}

/** A text to look for, how often it is there, and the way from one place to the next. */
export function FindBox(props: FindBoxProps) {
  const { label, placeholder, value, onChange, find, at, onMove, keysTaken = false, className } = props;
  const input = useRef<HTMLInputElement>(null);
  const { spans, text } = find;
  const any = spans.length > 0;
  const move = (by: 1 | -1) => {
    if (any) onMove(at === -1 ? (by === 1 ? 0 : spans.length - 1) : (at + by + spans.length) % spans.length);
  };
  useShortcut({ keys: "/", label, group: "Find" }, () => {
    input.current?.focus();
    input.current?.select();
  });
  useShortcut({ keys: "n", label: "Next place", group: "Find" }, () => move(1), any && !keysTaken);
  useShortcut({ keys: "N", label: "Place before", group: "Find" }, () => move(-1), any && !keysTaken);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") move(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") onChange("");
    else return;
    event.preventDefault();
    if (event.key === "Escape") input.current?.blur();
  };
  return (
    <div role="search" className={cn("flex items-center gap-1", className)}>
      <SearchInput
        ref={input}
        aria-label={label}
        placeholder={placeholder}
        maxLength={200}
        className="w-44 max-md:min-w-0 max-md:flex-1"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {text !== "" && (
        <>
          <span role="status" className={cn("tabular px-1 text-s", find.failure ? "text-bad" : "text-ink-2")}>
            {wordsOf(find, at)}
          </span>
          <IconButton
            icon={ChevronUp}
            size="s"
            label="Place before"
            shortcut={keysTaken ? "" : "N"}
            disabled={!any}
            onClick={() => move(-1)}
          />
          <IconButton
            icon={ChevronDown}
            size="s"
            label="Next place"
            shortcut={keysTaken ? "" : "n"}
            disabled={!any}
            onClick={() => move(1)}
          />
        </>
      )}
    </div>
  );
}

function wordsOf({ spans, cut, isReading, failure }: Find, at: number): string {
  if (failure !== null) return failure;
  if (isReading && spans.length === 0) return "looking…";
  if (spans.length === 0) return cut ? "not found so far" : "not found";
  const all = `${formatCount(spans.length)}${cut ? "+" : ""}`;
  return at === -1 ? `in ${plural(spans.length, "step")}${cut ? " and more" : ""}` : `${at + 1} of ${all}`;
}
