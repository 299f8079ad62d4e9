"use client";

import { Slot } from "radix-ui";
import { type ReactNode, useId } from "react";

interface FieldProps {
  label: string;
  hint?: ReactNode;
  /** What is wrong and what to do; also marks the control as invalid. */
  error?: string | undefined;
  optional?: boolean;
  /** One control; it receives id, aria-describedby and aria-invalid. */
  children: ReactNode;
}

/** A labelled control with its hint and error, joined for screen readers. */
export function Field({ label, hint, error, optional, children }: FieldProps) {
  const id = useId();
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ") || undefined;
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-s font-medium">
        {label}
        {optional && <span className="font-normal text-ink-3"> · optional</span>}
      </label>
      <Slot.Root id={id} aria-describedby={described} aria-invalid={error ? true : undefined}>
        {children}
      </Slot.Root>
      {error && (
        <p id={`${id}-error`} role="alert" className="text-s text-bad">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="text-s text-ink-3">
          {hint}
        </p>
      )}
    </div>
  );
}
