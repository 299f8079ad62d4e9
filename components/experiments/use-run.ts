"use client";

import { useCallback, useEffect, useRef, useState } from "react";

import { UNREACHABLE } from "@/components/ui/use-action";
import type { ExperimentEvent, Run } from "@/lib/experiments/experiment";
import type { WhatIfResult } from "@/lib/experiments/find-cause";
import type { ExperimentInput } from "@/lib/experiments/schemas";

/** A run whose answer is being written. */
export interface Writing {
  number: number;
  part: string | null;
  text: string;
}

export interface LiveExperiment {
  state: "starting" | "running" | "done" | "cancelled" | "failed";
  /** Null: it has not begun, or could not. */
  id: number | null;
  calls: number;
  /** Before it began; null: unknown. */
  estimatedUsd: string | null;
  runs: Run[];
  writing: Writing[];
  result: WhatIfResult | null;
  error: string | null;
}

const STARTING: LiveExperiment = {
  state: "starting",
  id: null,
  calls: 0,
  estimatedUsd: null,
  runs: [],
  writing: [],
  result: null,
  error: null,
};

/** Runs an experiment and follows it: its answers come piece by piece. It ends with the page, or when it is cancelled. */
export function useRun(url: string) {
  const [live, setLive] = useState<LiveExperiment | null>(null);
  const cancelling = useRef<AbortController>(null);
  useEffect(() => () => cancelling.current?.abort(), []);

  const run = useCallback(
    (input: ExperimentInput): void => {
      cancelling.current?.abort();
      const controller = new AbortController();
      cancelling.current = controller;
      setLive(STARTING);
      const change = (next: (before: LiveExperiment) => LiveExperiment): void => {
        if (cancelling.current === controller) setLive((before) => next(before ?? STARTING));
      };
      follow(url, input, controller.signal, (event) => change((before) => after(before, event)))
        .then((error) => error !== null && change((before) => ({ ...before, state: "failed", error })))
        .catch(() =>
          change((before) =>
            controller.signal.aborted
              ? { ...before, state: "cancelled" }
              : { ...before, state: "failed", writing: [], error: UNREACHABLE.message },
          ),
        );
    },
    [url],
  );
  const cancel = useCallback(() => cancelling.current?.abort(), []);
  return { live, run, cancel };
}

interface Refusal {
  message?: string;
  details?: { message?: string }[];
}

/** @returns why it did not begin, or was broken off; null: it came to its end */
async function follow(
  url: string,
  input: ExperimentInput,
  signal: AbortSignal,
  tell: (event: ExperimentEvent) => void,
): Promise<string | null> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    // What is no number is refused by its field, not sent as none.
    body: JSON.stringify(input, (_, value: unknown) => (Number.isNaN(value) ? "no number" : value)),
    signal,
  });
  if (!response.ok || response.body === null) {
    const answer = (await response.json().catch(() => null)) as { error?: Refusal } | null;
    // Each says of which field it speaks; the API puts its own name of the field before the first.
    const said = answer?.error?.details?.flatMap(({ message }) => message ?? []) ?? [];
    return said.length > 0 ? said.join(" ") : (answer?.error?.message ?? UNREACHABLE.message);
  }
  let rest = "";
  let hasEnded = false;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      // The server says that it is still there.
      if (line === "") continue;
      const event = JSON.parse(line) as ExperimentEvent;
      hasEnded ||= event.type === "ended";
      tell(event);
    }
  }
  return hasEnded ? null : "The connection was lost, which ended the experiment. What was answered is kept.";
}

function after(before: LiveExperiment, event: ExperimentEvent): LiveExperiment {
  if (event.type === "started") {
    const { id, calls, estimatedUsd } = event;
    return { ...before, state: "running", id, calls, estimatedUsd };
  }
  if (event.type === "text") {
    const known = before.writing.find(({ number }) => number === event.run);
    const writing = known
      ? before.writing.map((one) => (one === known ? { ...one, text: one.text + event.text } : one))
      : [...before.writing, { number: event.run, part: event.part, text: event.text }];
    return { ...before, writing };
  }
  if (event.type === "run")
    return {
      ...before,
      runs: [...before.runs, event.run].toSorted((a, b) => a.number - b.number),
      writing: before.writing.filter(({ number }) => number !== event.run.number),
    };
  return { ...before, state: event.state, error: event.error, result: event.result, writing: [] };
}
