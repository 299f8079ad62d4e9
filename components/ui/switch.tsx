"use client";

import { Switch as Radix } from "radix-ui";
import type { ReactNode } from "react";

interface SwitchProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label: ReactNode;
  disabled?: boolean;
}

/** On or off, at once. Something that needs saving is a Checkbox. */
export function Switch({ checked, onChange, label, disabled }: SwitchProps) {
  return (
    <label className="inline-flex min-h-6 cursor-pointer items-center gap-2 text-s">
      <Radix.Root
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        className="h-4 w-7 shrink-0 rounded-full bg-line-control p-0.5 transition-colors duration-120 data-[state=checked]:bg-accent-fill disabled:opacity-50"
      >
        <Radix.Thumb className="block size-3 rounded-full bg-on-accent transition-transform duration-120 data-[state=checked]:translate-x-3" />
      </Radix.Root>
      {label}
    </label>
  );
}
