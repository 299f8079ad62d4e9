"use client";

import { Select } from "@/components/ui/select";

import { READINGS, setReading, useReading, type Reading } from "./reading";

const LABELS: Record<Reading, string> = { rendered: "Rendered", text: "Text", json: "JSON" };
const OPTIONS = READINGS.map((value) => ({ value, label: LABELS[value] }));

/** How messages are shown, on every page of traces. */
export function ReadingSwitch() {
  const reading = useReading();
  return (
    <Select
      aria-label="Messages are shown as"
      data-tip="How messages are shown"
      value={reading}
      onChange={setReading}
      options={OPTIONS}
    />
  );
}
