import type { ModelAnswer, ModelRequest } from "@/lib/providers/model-call";

import type { WhatIfResult } from "./find-cause";
import type { Outcome } from "./outcome";
import type { Part } from "./parts";

export type ExperimentKind = "rerun" | "what_if";
/** `interrupted`: nobody runs it any more, and nobody said how it ended. */
export type ExperimentState = "running" | "done" | "cancelled" | "failed" | "interrupted";

/** What is kept of what was asked for, and of what is asked of the provider. */
export interface Asked {
  request: ModelRequest;
  /** How it differs from the recorded call, in words. */
  changes: string[];
  /** What of the recorded call is not sent again, in words. */
  lost: string[];
  /** Name of the recorded span. */
  name: string;
  recorded: { answer: ModelAnswer | null; model: string; costUsd: string | null };
  whatIf: { outcome: Outcome; times: number; parts: Pick<Part, "key" | "kind" | "label" | "text">[] } | null;
}

/** One call of an experiment. */
export interface Run {
  number: number;
  /** Key of the part that was taken out; null: as it was asked for. */
  part: string | null;
  state: "done" | "failed" | "cancelled";
  answer: ModelAnswer | null;
  model: string | null;
  tokens: { input: number | null; output: number | null };
  /** Null: the provider said no usage, or the model has no price. */
  costUsd: string | null;
  durationMs: number;
  ttftMs: number | null;
  error: string | null;
}

/** What whoever started an experiment is told while it runs. */
export type ExperimentEvent =
  | { type: "started"; id: number; estimatedUsd: string | null; calls: number }
  | { type: "text"; run: number; part: string | null; text: string }
  | { type: "run"; run: Run }
  | {
      type: "ended";
      state: "done" | "cancelled" | "failed";
      error: string | null;
      result: WhatIfResult | null;
    };
