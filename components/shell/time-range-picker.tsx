"use client";

import { ChevronDown } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Popover } from "@/components/ui/popover";
import { useTimeZone } from "@/components/ui/time-zone";
import { RANGE_PRESETS, rangeLabel, resolveRange } from "@/lib/time/range";

import { CustomRange } from "./custom-range";
import { rangeText, rangeZone } from "./range-text";
import { useShortcut } from "./shortcuts";
import { useShellParams } from "./use-shell-params";

/** The time the page speaks of: a sliding range, or two fixed ends. */
export function TimeRangePicker() {
  const [view, setView] = useShellParams();
  const [open, setOpen] = useState(false);
  const zone = useTimeZone();
  const { sliding } = resolveRange(view, new Date());
  const zoneText = rangeZone(view, zone, new Date());
  useShortcut({ keys: "t", label: "Time range", group: "Everywhere" }, () => setOpen(true));

  return (
    <Popover
      label="Time range"
      open={open}
      onOpenChange={setOpen}
      align="end"
      className="w-72 p-1"
      trigger={
        <Button className="min-w-0 shrink!" aria-label={`Time range: ${rangeText(view, zone)} ${zoneText}`}>
          <b className="tabular truncate font-medium">{rangeText(view, zone)}</b>
          <span className="text-ink-3 max-sm:hidden">{zoneText}</span>
          <ChevronDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
        </Button>
      }
    >
      <div role="group" aria-label="Until now" className="grid">
        {RANGE_PRESETS.map((preset) => {
          const chosen = sliding && view.range === preset;
          return (
            <button
              key={preset}
              type="button"
              aria-pressed={chosen}
              data-autofocus={chosen || undefined}
              onClick={() => {
                void setView({ range: preset, from: null, to: null });
                setOpen(false);
              }}
              className={cn(
                "flex h-7 items-center justify-between rounded-s px-2 text-left -outline-offset-2",
                chosen ? "bg-accent-soft font-medium text-accent" : "hover:bg-hover",
              )}
            >
              {rangeLabel(preset)}
              <span className="text-ink-3">{preset}</span>
            </button>
          );
        })}
      </div>
      <CustomRange
        initial={resolveRange(view, new Date())}
        zone={zone}
        zoneText={zoneText}
        onApply={(from, to) => {
          void setView({ from, to, live: null });
          setOpen(false);
        }}
      />
    </Popover>
  );
}
