"use client";

import { useState, useTransition } from "react";

import type { ActionFailure, ActionResult } from "@/lib/http/action-result";

/** Calls a server action: whether it is under way, what it refused and why, and its value once it is done. */
export function useAction<Input extends unknown[], T>(
  action: (...input: Input) => Promise<ActionResult<T>>,
  onDone?: (value: T) => void,
) {
  const [pending, start] = useTransition();
  const [failure, setFailure] = useState<ActionFailure>();
  function run(...input: Input): void {
    if (pending) return;
    start(async () => {
      const result = await action(...input).catch((): ActionResult<T> => ({
        ok: false,
        code: "unavailable",
        message: "The server does not answer. Try again.",
        fields: {},
      }));
      setFailure(result.ok ? undefined : result);
      if (result.ok) onDone?.(result.value);
    });
  }
  return { pending, failure, run, clear: () => setFailure(undefined) };
}

/** A failure that belongs to none of the form's fields. */
export const formError = (failure: ActionFailure | undefined): string | undefined =>
  failure && Object.keys(failure.fields).length === 0 ? failure.message : undefined;
