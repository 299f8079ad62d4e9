"use client";

import { ListFilter as FilterIcon, SlidersHorizontal } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";

import { useShortcut } from "@/components/shell/shortcuts";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Popover } from "@/components/ui/popover";
import { useNarrow } from "@/components/ui/use-narrow";
import type { FacetCounts } from "@/lib/traces/facet-counts";

import { AmountFilters } from "./amount-filters";
import type { Chip } from "./chips";
import { FacetFilters } from "./facet-filters";
import { MAIN_FACETS, MORE_FACETS } from "./facets";
import { SearchBox } from "./search-box";
import { type ListFilter, NO_FILTER } from "./search-params";
import type { FilterChange } from "./use-list-params";

interface FilterBarProps {
  filter: ListFilter;
  facets: FacetCounts | undefined;
  chips: readonly Chip[];
  onChange: (change: FilterChange, history?: "push" | "replace") => void;
  /** Columns, density, export: at the right. */
  tools: ReactNode;
}

/** What narrows the list. On a telephone everything but the search waits in a sheet. */
export function FilterBar({ filter, facets, chips, onChange, tools }: FilterBarProps) {
  const narrow = useNarrow();
  const [sheet, setSheet] = useState(false);
  const bar = useRef<HTMLDivElement>(null);
  useShortcut({ keys: "f", label: "Filter", group: "List" }, () =>
    narrow ? setSheet(true) : bar.current?.querySelector<HTMLElement>("[aria-haspopup=dialog]")?.focus(),
  );
  const shared = { facets, filter, onChange };
  const inMore = chips.filter(({ key }) => !MAIN_FACETS.some((word) => key.split(":")[0] === word)).length;

  return (
    <div className="flex items-center gap-2 border-b border-line bg-surface px-3 py-2">
      <SearchBox q={filter.q ?? ""} onSearch={(q) => onChange({ q }, "replace")} />
      <div
        ref={bar}
        role="group"
        aria-label="Filters"
        className="flex min-w-0 flex-wrap items-center gap-2 max-md:hidden"
      >
        <FacetFilters words={MAIN_FACETS} {...shared} />
        <Popover
          label="More filters"
          className="w-80 p-3"
          trigger={
            <Button className={inMore > 0 ? "border-accent-line! bg-accent-soft!" : ""}>
              <SlidersHorizontal aria-hidden className="size-3.5 text-ink-3" />
              <span className="text-ink-2">More</span>
              {inMore > 0 && <b className="tabular font-medium">{inMore}</b>}
            </Button>
          }
        >
          <div className="grid gap-3">
            <div className="flex flex-wrap gap-2">
              <FacetFilters words={MORE_FACETS} {...shared} />
            </div>
            <AmountFilters filter={filter} onChange={onChange} />
          </div>
        </Popover>
      </div>
      <div className="md:hidden">
        <Dialog
          title="Filters"
          open={sheet}
          onOpenChange={setSheet}
          trigger={
            <Button aria-label={chips.length > 0 ? `Filters: ${chips.length} set` : "Filters"}>
              <FilterIcon aria-hidden className="size-3.5 text-ink-3" />
              Filters
              {chips.length > 0 && <b className="tabular font-medium text-accent">{chips.length}</b>}
            </Button>
          }
          footer={
            <>
              {chips.length > 0 && <Button onClick={() => onChange(NO_FILTER)}>Clear all</Button>}
              <Button variant="primary" onClick={() => setSheet(false)}>
                Show traces
              </Button>
            </>
          }
        >
          <div className="grid gap-4">
            <div className="flex flex-wrap gap-2">
              <FacetFilters words={[...MAIN_FACETS, ...MORE_FACETS]} {...shared} />
            </div>
            <AmountFilters filter={filter} onChange={onChange} />
          </div>
        </Dialog>
      </div>
      <div className="ml-auto flex shrink-0 items-center gap-1">{tools}</div>
    </div>
  );
}
