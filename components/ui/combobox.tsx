"use client";

import { ChevronsUpDown } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";

import { cn } from "./cn";
import { CONTROL } from "./input";
import type { Option } from "./option-list";
import { Popover } from "./popover";
import { Skeleton } from "./skeleton";

const OptionList = dynamic(() => import("./option-list"), {
  loading: () => <Skeleton className="m-2 h-24" />,
});

interface ComboboxProps {
  value: string | null;
  onChange: (value: string) => void;
  options: readonly Option[];
  /** What is chosen: "Model". */
  label: string;
  placeholder?: string;
  allowOther?: boolean;
  id?: string;
  className?: string;
}

/** One of many values, found by typing. */
export function Combobox({
  value,
  onChange,
  options,
  label,
  placeholder = "Choose",
  allowOther,
  id,
  className,
}: ComboboxProps) {
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const pick = (next: string) => {
    onChange(next);
    setOpen(false);
    setSearch("");
  };
  const shown = value === null ? null : (options.find((o) => o.value === value)?.label ?? value);
  return (
    <Popover
      label={label}
      open={open}
      onOpenChange={setOpen}
      className="w-64"
      trigger={
        <button
          type="button"
          id={id}
          aria-label={`${label}: ${shown ?? "none"}`}
          className={cn(CONTROL, "flex h-7 items-center justify-between gap-2 px-2 text-s", className)}
        >
          <span className={cn("truncate", !shown && "text-ink-3")}>{shown ?? placeholder}</span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
        </button>
      }
    >
      <OptionList
        label={label}
        options={options}
        chosen={value === null ? [] : [value]}
        onPick={pick}
        allowOther={allowOther}
        search={search}
        onSearch={setSearch}
      />
    </Popover>
  );
}
