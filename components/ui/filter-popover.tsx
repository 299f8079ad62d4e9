"use client";

import { ListFilter } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";

import { Button } from "./button";
import type { Option } from "./option-list";
import { Popover } from "./popover";
import { Skeleton } from "./skeleton";

const OptionList = dynamic(() => import("./option-list"), {
  loading: () => <Skeleton className="m-2 h-24" />,
});

interface FilterPopoverProps {
  /** What is filtered: "Feature". */
  name: string;
  options: readonly Option[];
  chosen: readonly string[];
  /** Called at each tick, so that the page can answer at once. */
  onChange: (chosen: string[]) => void;
  /** Accept typed values that are not listed (ids, users). */
  allowOther?: boolean;
  /** What a reader must know of the counts. */
  note?: string;
}

/** Several values of one attribute. The button says what is chosen. */
export function FilterPopover({ name, options, chosen, onChange, allowOther, note }: FilterPopoverProps) {
  const [search, setSearch] = useState("");
  const toggle = (value: string) =>
    onChange(chosen.includes(value) ? chosen.filter((v) => v !== value) : [...chosen, value]);
  const labelOf = (value: string) => options.find((o) => o.value === value)?.label ?? value;
  return (
    <Popover
      label={`Filter by ${name.toLowerCase()}`}
      className="w-64"
      trigger={
        <Button className={chosen.length > 0 ? "border-accent-line! bg-accent-soft!" : ""}>
          <ListFilter aria-hidden className="size-3.5 text-ink-3" />
          <span className="text-ink-2">{name}</span>
          {chosen.length > 0 && (
            <b className="max-w-48 truncate font-medium">
              {labelOf(chosen[0]!)}
              {chosen.length > 1 && ` +${chosen.length - 1}`}
            </b>
          )}
        </Button>
      }
    >
      <OptionList
        multiple
        label={`Find ${name.toLowerCase()}`}
        options={options}
        chosen={chosen}
        onPick={toggle}
        allowOther={allowOther}
        search={search}
        onSearch={setSearch}
      />
      {note && <p className="border-t border-line px-3 py-2 text-xs text-ink-3">{note}</p>}
      {chosen.length > 0 && (
        <div className="border-t border-line p-1">
          <Button variant="ghost" size="s" className="w-full" onClick={() => onChange([])}>
            Clear {name.toLowerCase()}
          </Button>
        </div>
      )}
    </Popover>
  );
}
