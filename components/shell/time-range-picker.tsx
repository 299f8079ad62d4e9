"use client";

import { ChevronDown, ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { CopyButton } from "@/components/ui/copy-button";
import { IconButton } from "@/components/ui/icon-button";
import { Popover } from "@/components/ui/popover";
import { useBrowserZone, useTimeZone } from "@/components/ui/time-zone";
import {
  CALENDAR_RANGES,
  RANGE_PRESETS,
  type RangeChoice,
  rangeLabel,
  resolveRange,
  shiftRange,
} from "@/lib/time/range";

import { CustomRange } from "./custom-range";
import { rangeText, rangeZone } from "./range-text";
import { RangeField } from "./range-field";
import { useShortcut } from "./shortcuts";
import { useShellParams } from "./use-shell-params";

/** The time the page speaks of: a named range, or two fixed ends. */
export function TimeRangePicker() {
  const [view, setView] = useShellParams();
  const [open, setOpen] = useState(false);
  const zone = useTimeZone();
  const own = useBrowserZone(zone);
  const now = new Date();
  const range = resolveRange(view, now, zone);
  const isNamed = !(view.from && view.to && view.from < view.to);
  const zoneText = rangeZone(view, zone, now);
  useShortcut({ keys: "t", label: "Time range", group: "Everywhere" }, () => setOpen(true));

  const show = (choice: RangeChoice): void => {
    const stays = resolveRange(choice, new Date(), zone).sliding;
    void setView({ ...choice, ...(stays ? {} : { live: null }) });
    setOpen(false);
  };
  const before = shiftRange(view, -1, now, zone);
  const after = shiftRange(view, 1, now, zone);
  useShortcut({ keys: "<", label: "Period before", group: "Everywhere" }, () => before && show(before));
  useShortcut({ keys: ">", label: "Period after", group: "Everywhere" }, () => after && show(after));

  return (
    <div className="flex min-w-0 items-center">
      <IconButton
        icon={ChevronLeft}
        label="Period before"
        shortcut="<"
        className="shrink-0 max-sm:hidden"
        onClick={() => before && show(before)}
      />
      <Popover
        label="Time range"
        open={open}
        onOpenChange={setOpen}
        align="end"
        className="w-90 max-w-[calc(100vw-1rem)] p-1"
        trigger={
          <Button className="min-w-0 shrink!" aria-label={`Time range: ${rangeText(view, zone)} ${zoneText}`}>
            <b className="tabular truncate font-medium">{rangeText(view, zone)}</b>
            <span className="text-ink-3 max-sm:hidden">{zoneText}</span>
            <ChevronDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
          </Button>
        }
      >
        <RangeField zone={zone} onApply={show} />
        <div className="grid grid-cols-2 items-start gap-x-1">
          {[
            { label: "Until now", ranges: RANGE_PRESETS },
            { label: "Of the calendar", ranges: CALENDAR_RANGES },
          ].map(({ label, ranges }) => (
            <div key={label} role="group" aria-label={label} className="grid">
              {ranges.map((name) => {
                const chosen = isNamed && view.range === name;
                return (
                  <button
                    key={name}
                    type="button"
                    aria-pressed={chosen}
                    onClick={() => show({ range: name, from: null, to: null })}
                    className={cn(
                      "flex h-7 items-center rounded-s px-2 text-left -outline-offset-2",
                      chosen ? "bg-accent-soft font-medium text-accent" : "hover:bg-hover",
                    )}
                  >
                    {rangeLabel(name)}
                  </button>
                );
              })}
            </div>
          ))}
        </div>
        <CustomRange
          initial={range}
          zone={zone}
          onApply={(from, to) => show({ range: view.range, from, to })}
        />
        <div className="flex flex-wrap items-center justify-between gap-2 border-t border-line p-2">
          <span className="text-ink-2">
            Times in {zoneText}
            {(zone !== "UTC" || own !== "UTC") && (
              <>
                {" · "}
                <button
                  type="button"
                  className="rounded-s text-accent hover:underline"
                  onClick={() => void setView({ tz: zone === "UTC" ? (own === "UTC" ? null : own) : "UTC" })}
                >
                  {zone === "UTC" ? `Show in ${own}` : "Show in UTC"}
                </button>
              </>
            )}
          </span>
          <CopyButton what="link with fixed times" labelled text={() => fixedLink(range, zone)} />
        </div>
      </Popover>
      <IconButton
        icon={ChevronRight}
        label={after === null ? "There is no period after now" : "Period after"}
        shortcut=">"
        aria-disabled={after === null}
        className={cn("shrink-0 max-sm:hidden", after === null && "opacity-40")}
        onClick={() => after && show(after)}
      />
    </div>
  );
}

/** This page's address with the ends that it shows now, which mean the same later and elsewhere. */
function fixedLink({ from, to }: { from: Date; to: Date }, zone: string): string {
  const url = new URL(location.href);
  for (const word of ["range", "live"]) url.searchParams.delete(word);
  url.searchParams.set("from", from.toISOString());
  url.searchParams.set("to", to.toISOString());
  url.searchParams.set("tz", zone);
  return url.href;
}
