"use client";

import { Check, Minus } from "lucide-react";
import { Checkbox as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";

interface CheckboxProps extends Omit<ComponentProps<typeof Radix.Root>, "onChange" | "children"> {
  /** Without a label give `aria-label`. */
  label?: ReactNode;
  onChange?: (checked: boolean) => void;
}

export function Checkbox({ label, onChange, ...rest }: CheckboxProps) {
  const box = (
    <Radix.Root
      onCheckedChange={(state) => onChange?.(state === true)}
      className="grid size-3.5 shrink-0 place-items-center rounded-[3px] border border-line-control bg-surface data-[state=checked]:border-accent-fill data-[state=checked]:bg-accent-fill data-[state=indeterminate]:border-accent-fill data-[state=indeterminate]:bg-accent-fill disabled:opacity-50"
      {...rest}
    >
      <Radix.Indicator className="text-on-accent">
        {rest.checked === "indeterminate" ? (
          <Minus aria-hidden className="size-3" strokeWidth={3} />
        ) : (
          <Check aria-hidden className="size-3" strokeWidth={3} />
        )}
      </Radix.Indicator>
    </Radix.Root>
  );
  if (label === undefined) return box;
  return (
    <label className="inline-flex min-h-6 cursor-pointer items-center gap-2 text-s">
      {box}
      {label}
    </label>
  );
}
