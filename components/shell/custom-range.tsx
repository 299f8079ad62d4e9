"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { TimeRange } from "@/lib/time/range";

import { toLocalInput } from "./range-text";

interface CustomRangeProps {
  initial: TimeRange;
  /** The zone in which the two times are read: "UTC+1". */
  zoneText: string;
  onApply: (from: Date, to: Date) => void;
}

/** Two fixed ends, typed in the viewer's zone. */
export function CustomRange({ initial, zoneText, onApply }: CustomRangeProps) {
  const [from, setFrom] = useState(() => toLocalInput(initial.from));
  const [to, setTo] = useState(() => toLocalInput(initial.to));
  const [tried, setTried] = useState(false);
  const [start, end] = [new Date(from), new Date(to)];
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
