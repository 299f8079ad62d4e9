"use client";

import { useSyncExternalStore } from "react";

import { formatBeside, formatDateTime, formatHour, formatRelative } from "@/lib/format/when";

import { useTimeZone } from "./time-zone";
import { Tooltip } from "./tooltip";

/** One clock for all relative times on the page: they change together, every ten seconds. */
const TICK_MS = 10_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let current = Date.now();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    current = Date.now();
    for (const l of listeners) l();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** On the server the module lives long, so the clock is read per request; while taking over, the browser's own is used. */
const serverNow = () =>
  typeof window === "undefined" ? Math.floor(Date.now() / TICK_MS) * TICK_MS : current;

/** Milliseconds since the epoch, every ten seconds anew. */
const useNow = (): number => useSyncExternalStore(subscribe, () => current, serverNow);

interface TimeProps {
  /** Date or ISO text. */
  at: Date | string;
}

/** "5 min ago" in lists; the absolute time with its zone on hover. */
export function RelativeTime({ at }: TimeProps) {
  const zone = useTimeZone();
  const date = new Date(at);
  const now = useNow();
  // The clock ticks every ten seconds; something that has just arrived must not read as "in 4 s".
  const reference = Math.max(now, Math.min(date.getTime(), now + TICK_MS));
  const text = formatRelative(date, new Date(reference));
  return (
    <Tooltip content={formatDateTime(date, zone, { milliseconds: true })}>
      <time dateTime={date.toISOString()} suppressHydrationWarning className="whitespace-nowrap">
        {text}
      </time>
    </Tooltip>
  );
}

const HOUR_MS = 3_600_000;

/** "this hour", "5 h ago": for what is known by whole hours only; from when to when on hover. @param at start of the hour */
export function HourOf({ at }: TimeProps) {
  const zone = useTimeZone();
  const start = new Date(at);
  const end = new Date(start.getTime() + HOUR_MS);
  const now = new Date(useNow());
  return (
    <Tooltip content={`between ${formatDateTime(start, zone)} and ${formatDateTime(end, zone)}`}>
      <time dateTime={start.toISOString()} suppressHydrationWarning className="whitespace-nowrap">
        {formatHour(start, now)}
      </time>
    </Tooltip>
  );
}

/** "13:50": a time next to `beside`, which is told in full; with its day where that is another. */
export function BesideTime({ at, beside }: TimeProps & { beside: TimeProps["at"] }) {
  const zone = useTimeZone();
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()} className="whitespace-nowrap">
      {formatBeside(date, new Date(beside), zone)}
    </time>
  );
}

/** "21 Nov 2026 14:05:09 UTC+1" in records. */
export function AbsoluteTime({
  at,
  milliseconds,
  seconds,
}: TimeProps & { milliseconds?: boolean; seconds?: boolean }) {
  const zone = useTimeZone();
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()} className="whitespace-nowrap">
      {formatDateTime(date, zone, { milliseconds, seconds })}
    </time>
  );
}
