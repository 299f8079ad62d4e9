"use client";

import type { KeyboardEvent } from "react";

import { useShortcut } from "@/components/shell/shortcuts";

import { enter, fold, leave, ROW_KEYS, type TimelineMove, type TimelinePlace } from "./timeline-moves";

const GROUP = "Timeline";

interface TimelineActions {
  run: (move: TimelineMove | null) => void;
  /** Gives the rows the focus first. */
  toRows: (move: () => void) => () => void;
  changeZoom: (change: "in" | "out" | "all") => void;
  toFailed: (step: 1 | -1) => void;
}

/** Shortcuts of the page and keys of the rows. @returns what the rows do with a key */
export function useTimelineKeys(
  place: TimelinePlace,
  { run, toRows, changeZoom, toFailed }: TimelineActions,
): (event: KeyboardEvent) => void {
  const inRows = (move: TimelineMove | null) => toRows(() => run(move));
  useShortcut({ keys: "j", label: "Next span", group: GROUP }, inRows({ to: place.at + 1 }));
  useShortcut({ keys: "k", label: "Previous span", group: GROUP }, inRows({ to: place.at - 1 }));
  useShortcut({ keys: "h", label: "Close span, or go to its parent", group: GROUP }, inRows(leave(place)));
  useShortcut(
    { keys: "l", label: "Open span, or go to its first child", group: GROUP },
    inRows(enter(place)),
  );
  useShortcut({ keys: "+", label: "Zoom in", group: GROUP }, () => changeZoom("in"));
  useShortcut({ keys: "=", label: "Zoom in", group: GROUP }, () => changeZoom("in"));
  useShortcut({ keys: "-", label: "Zoom out", group: GROUP }, () => changeZoom("out"));
  useShortcut({ keys: "0", label: "Show the whole trace", group: GROUP }, () => changeZoom("all"));
  useShortcut({ keys: "x", label: "Fold or unfold repeats", group: GROUP }, inRows(fold(place)));
  useShortcut(
    { keys: "e", label: "Next span that failed", group: GROUP },
    toRows(() => toFailed(1)),
  );
  useShortcut(
    { keys: "E", label: "Span before that failed", group: GROUP },
    toRows(() => toFailed(-1)),
  );
  return (event) => {
    const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : ROW_KEYS[event.key];
    if (!move) return;
    event.preventDefault();
    run(move(place));
  };
}
