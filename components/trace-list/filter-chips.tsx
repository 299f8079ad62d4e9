"use client";

import { X } from "lucide-react";

import { Button } from "@/components/ui/button";

import type { Chip } from "./chips";
import { NO_FILTER } from "./search-params";
import type { FilterChange } from "./use-list-params";

/** The search text has a box of its own, with its own way to be emptied. */
const { q: _, ...NO_WORDS } = NO_FILTER;

/** What is set, each with its way out. */
export function FilterChips({
  chips,
  onChange,
}: {
  chips: readonly Chip[];
  onChange: (change: FilterChange) => void;
}) {
  if (chips.length === 0) return null;
  return (
    <div
      role="group"
      aria-label="Filters that are set"
      className="flex flex-wrap items-center gap-1.5 border-b border-line bg-surface px-3 py-1.5 max-md:flex-nowrap max-md:overflow-x-auto"
    >
      {chips.map(({ key, name, value, without, flipped }) => (
        <span
          key={key}
          className="inline-flex h-6 max-w-80 shrink-0 items-center gap-1 rounded-m bg-accent-soft pl-2 text-s"
        >
          {flipped === null ? (
            <span className="text-ink-2">{name}</span>
          ) : (
            <button
              type="button"
              data-tip={key.startsWith("not_") ? "Only this instead" : "All but this instead"}
              onClick={() => onChange(flipped)}
              className="text-ink-2 underline decoration-dotted underline-offset-3 hover:text-ink"
            >
              {name}
            </button>
          )}
          <b className="truncate font-medium">{value}</b>
          <button
            type="button"
            aria-label={`Remove ${name} ${value}`}
            onClick={() => onChange(without)}
            className="grid size-6 place-items-center rounded-m text-ink-2 hover:bg-hover hover:text-ink"
          >
            <X aria-hidden className="size-3" />
          </button>
        </span>
      ))}
      <Button variant="ghost" size="s" onClick={() => onChange(NO_WORDS)}>
        Clear all
      </Button>
    </div>
  );
}
