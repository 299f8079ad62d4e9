import { ChevronsUpDown } from "lucide-react";
import type { ComponentProps } from "react";

import { cn } from "./cn";
import { CONTROL } from "./input";

export interface SelectOption<T extends string> {
  value: T;
  label: string;
}

interface SelectProps<T extends string> extends Omit<
  ComponentProps<"select">,
  "value" | "onChange" | "children"
> {
  value: T;
  onChange: (value: T) => void;
  options: readonly SelectOption<T>[];
}

/** One of a few known values: the browser's own, with its keyboard, its type-ahead and its wheel on telephones. */
export function Select<T extends string>({ value, onChange, options, className, ...rest }: SelectProps<T>) {
  return (
    <span className={cn("relative inline-block", className)}>
      <select
        value={value}
        onChange={(event) => onChange(event.target.value as T)}
        className={cn(CONTROL, "h-7 w-full appearance-none pr-7 pl-2 text-s")}
        {...rest}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronsUpDown
        aria-hidden
        className="pointer-events-none absolute top-1.75 right-2 size-3.5 text-ink-3"
      />
    </span>
  );
}
