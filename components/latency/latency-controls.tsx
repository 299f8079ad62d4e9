"use client";

import { useQueryStates } from "nuqs";
import { useTransition } from "react";

import { FilterPopover } from "@/components/ui/filter-popover";
import { Select } from "@/components/ui/select";
import { Button } from "@/components/ui/button";
import { QUANTILES } from "@/lib/latency/observed";
import { LATENCY_DIMENSIONS } from "@/lib/latency/scope";

import { FILTERED, latencyParams, type Filtered } from "./search-params";
import { byWord, type VersionNames, valueLabel, wordLabel } from "./dimension-labels";

interface LatencyControlsProps {
  /** Values of the range with how often they occur, the most frequent first. */
  options: Record<Filtered, { value: string; count: number }[]>;
  versions: VersionNames;
}

/** What the lines are split by, which quantile they show, and what all figures are narrowed to. */
export function LatencyControls({ options, versions }: LatencyControlsProps) {
  const [pending, start] = useTransition();
  const [view, setView] = useQueryStates(latencyParams, {
    history: "push",
    shallow: false,
    scroll: false,
    startTransition: start,
  });
  const narrowed = FILTERED.some((word) => (view[word] ?? []).length > 0);
  return (
    <div className="flex flex-wrap items-center gap-2" aria-busy={pending}>
      <Select
        aria-label="Split by"
        value={view.group ?? "none"}
        onChange={(group) => void setView({ group: group === "none" ? null : group })}
        options={[
          { value: "none" as const, label: "All together" },
          ...LATENCY_DIMENSIONS.map((word) => ({ value: word, label: `Split ${byWord(word)}` })),
        ]}
      />
      <Select
        aria-label="Quantile"
        value={view.q}
        onChange={(q) => void setView({ q })}
        options={QUANTILES.map((value) => ({ value, label: value }))}
      />
      {FILTERED.map((word) => {
        const chosen = view[word] ?? [];
        const known = new Set(options[word].map(({ value }) => value));
        return (
          <FilterPopover
            key={word}
            name={wordLabel(word)}
            chosen={chosen}
            onChange={(next) => void setView({ [word]: next.length === 0 ? null : next })}
            options={[
              ...options[word].map(({ value, count }) => ({
                value,
                label: valueLabel(word, value, versions),
                count,
              })),
              ...chosen
                .filter((value) => !known.has(value))
                .map((value) => ({ value, label: valueLabel(word, value, versions), count: 0 })),
            ]}
          />
        );
      })}
      {narrowed && (
        <Button
          variant="ghost"
          size="s"
          onClick={() => void setView(Object.fromEntries(FILTERED.map((word) => [word, null])))}
        >
          Clear filters
        </Button>
      )}
    </div>
  );
}
