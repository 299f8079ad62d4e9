"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { TimeRange } from "@/lib/time/range";

import { fromWallClock, toWallClock } from "./wall-clock";

interface CustomRangeProps {
  initial: TimeRange;
  /** The zone in which the two times are read. */
  zone: string;
  onApply: (from: Date, to: Date) => void;
}

/** Two fixed ends, typed in the viewer's zone by a clock of 24 hours, which a browser's own field may not have. */
export function CustomRange({ initial, zone, onApply }: CustomRangeProps) {
  const written = (at: Date): string => toWallClock(at, zone).replace("T", " ");
  const [from, setFrom] = useState(() => written(initial.from));
  const [to, setTo] = useState(() => written(initial.to));
  const [tried, setTried] = useState(false);
  const [start, end] = [fromWallClock(from, zone), fromWallClock(to, zone)];
  const problem =
    Number.isNaN(start.getTime()) || Number.isNaN(end.getTime())
      ? "Write both as 2026-11-20 14:00"
      : start >= end
        ? "The end must be after the start"
        : undefined;
  return (
    <form
      className="mt-1 grid grid-cols-2 items-start gap-2 border-t border-line p-2 pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!problem) onApply(start, end);
      }}
    >
      <Field label="From">
        <Input value={from} className="tabular" onChange={(e) => setFrom(e.target.value)} />
      </Field>
      <Field label="To" error={tried ? problem : undefined}>
        <Input value={to} className="tabular" onChange={(e) => setTo(e.target.value)} />
      </Field>
      <Button type="submit" variant="primary" className="col-span-2 justify-self-end">
        Show this range
      </Button>
    </form>
  );
}
