"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { TimeRange } from "@/lib/time/range";

import { fromWallClock, toWallClock } from "./wall-clock";

interface CustomRangeProps {
  initial: TimeRange;
  /** The zone in which the two times are read, and how it is called: "UTC+1". */
  zone: string;
  zoneText: string;
  onApply: (from: Date, to: Date) => void;
}

/** Two fixed ends, typed in the viewer's zone. */
export function CustomRange({ initial, zone, zoneText, onApply }: CustomRangeProps) {
  const [from, setFrom] = useState(() => toWallClock(initial.from, zone));
  const [to, setTo] = useState(() => toWallClock(initial.to, zone));
  const [tried, setTried] = useState(false);
  const [start, end] = [fromWallClock(from, zone), fromWallClock(to, zone)];
  const problem =
    Number.isNaN(start.getTime()) || Number.isNaN(end.getTime())
      ? "Give both times"
      : start >= end
        ? "The end must be after the start"
        : undefined;
  return (
    <form
      className="mt-1 grid gap-2 border-t border-line p-2 pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!problem) onApply(start, end);
      }}
    >
      <Field label="From">
        <Input type="datetime-local" value={from} onChange={(e) => setFrom(e.target.value)} />
      </Field>
      <Field label="To" error={tried ? problem : undefined}>
        <Input type="datetime-local" value={to} onChange={(e) => setTo(e.target.value)} />
      </Field>
      <div className="flex items-center justify-between">
        <span className="text-ink-3">Times in {zoneText}</span>
        <Button type="submit" variant="primary">
          Show this range
        </Button>
      </div>
    </form>
  );
}
