"use client";

import { Check, ChevronsUpDown } from "lucide-react";
import { Select as Radix } from "radix-ui";

import { cn } from "./cn";
import { CONTROL } from "./input";
import { ITEM, POPUP } from "./popover";

export interface SelectOption<T extends string> {
  value: T;
  label: string;
  hint?: string;
}

interface SelectProps<T extends string> {
  value: T;
  onChange: (value: T) => void;
  options: readonly SelectOption<T>[];
  id?: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
  name?: string;
  disabled?: boolean;
  className?: string;
}

/** One of a few known values. For many or unknown values take Combobox. */
export function Select<T extends string>({
  value,
  onChange,
  options,
  className,
  name,
  disabled,
  ...rest
}: SelectProps<T>) {
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as T)} name={name} disabled={disabled}>
      <Radix.Trigger
        className={cn(CONTROL, "flex h-7 items-center justify-between gap-2 px-2 text-s", className)}
        {...rest}
      >
        <Radix.Value />
        <Radix.Icon>
          <ChevronsUpDown aria-hidden className="size-3.5 text-ink-3" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className={cn(POPUP, "min-w-(--radix-select-trigger-width) p-1")}
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value} className={ITEM}>
                <Radix.ItemText>{option.label}</Radix.ItemText>
                {option.hint && <span className="text-ink-3">{option.hint}</span>}
                <Radix.ItemIndicator className="ml-auto">
                  <Check aria-hidden className="size-3.5 text-accent" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
