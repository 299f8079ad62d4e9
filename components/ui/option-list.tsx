"use client";

import { Command } from "cmdk";
import { Check } from "lucide-react";

import { formatCount } from "@/lib/format/count";

import { cn } from "./cn";
import { ITEM } from "./popup-style";

export interface Option {
  value: string;
  label?: string;
  /** How many there are, shown right-aligned. */
  count?: number;
}

interface OptionListProps {
  options: readonly Option[];
  chosen: readonly string[];
  onPick: (value: string) => void;
  label: string;
  /** Boxes when several may be chosen, a tick when one. */
  multiple?: boolean;
  /** Offered when what is typed is not in the list. */
  allowOther?: boolean;
  search: string;
  onSearch: (search: string) => void;
}

/** A searchable list, the inside of FilterPopover. Loaded apart: cmdk is not part of the first paint. */
export default function OptionList({
  options,
  chosen,
  onPick,
  label,
  multiple,
  allowOther,
  search,
  onSearch,
}: OptionListProps) {
  const typed = search.trim();
  const offerTyped = allowOther && typed !== "" && !options.some((o) => o.value === typed);
  return (
    <Command label={label} loop>
      <Command.Input
        value={search}
        onValueChange={onSearch}
        autoFocus
        placeholder={label}
        className="h-8 w-full border-b border-line bg-transparent px-3 text-s outline-none"
      />
      <Command.List className="max-h-72 overflow-y-auto p-1">
        <Command.Empty className="px-2 py-3 text-ink-3">Nothing matches “{typed}”.</Command.Empty>
        {options.map((option) => {
          const on = chosen.includes(option.value);
          return (
            <Command.Item
              key={option.value}
              value={option.value}
              keywords={option.label ? [option.label] : []}
              onSelect={() => onPick(option.value)}
              className={ITEM}
            >
              <span
                aria-hidden
                className={cn(
                  "grid size-3.5 shrink-0 place-items-center",
                  multiple && "rounded-[3px] border",
                  multiple &&
                    (on ? "border-accent-fill bg-accent-fill text-on-accent" : "border-line-control"),
                )}
              >
                {on && <Check className={cn("size-3", !multiple && "text-accent")} strokeWidth={3} />}
              </span>
              <span className="truncate">{option.label ?? option.value}</span>
              {on && <span className="sr-only">(chosen)</span>}
              {option.count !== undefined && (
                <span className="tabular ml-auto pl-3 text-ink-3">{formatCount(option.count)}</span>
              )}
            </Command.Item>
          );
        })}
        {offerTyped && (
          <Command.Item value={typed} onSelect={() => onPick(typed)} className={ITEM}>
            Use “{typed}”
          </Command.Item>
        )}
      </Command.List>
    </Command>
  );
}
