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
      const result = await settle(action(...input));
      setFailure(result.ok ? undefined : result);
      if (result.ok) onDone?.(result.value);
    });
  }
  return { pending, failure, run };
}

export const UNREACHABLE = {
  ok: false,
  code: "unavailable",
  message: "The server does not answer. Try again.",
  fields: {},
} as const;

/** An answer in any case: a server that does not answer is a failure like others. */
export const settle = <T>(answer: Promise<ActionResult<T>>): Promise<ActionResult<T>> =>
  answer.catch((): ActionResult<T> => UNREACHABLE);
