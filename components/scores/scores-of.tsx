"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";

import type { ActionResult } from "@/lib/http/action-result";
import type { WriteScore } from "@/lib/judgements/schemas";
import type { Score } from "@/lib/scores/score";

export type ScoreVerb = (input: WriteScore) => Promise<ActionResult<{ ids: string[] }>>;

export interface Scores {
  /** 32 hex digits. */
  traceId: string;
  scores: readonly Score[];
  /** Null: who looks may not score. */
  write: ScoreVerb | null;
}

const Shown = createContext<Scores | null>(null);

/** How the trace that is shown within was judged. */
export const ScoresOf = ({ value, children }: { value: Scores; children: ReactNode }) => (
  <Shown value={value}>{children}</Shown>
);

/** Null: the page shows no judgements. */
export const useScores = (): Scores | null => useContext(Shown);

const NONE: readonly Score[] = [];

/** Those of one span; null: those of the trace as a whole. */
export function useScoresOf(spanId: string | null): readonly Score[] {
  const scores = useScores()?.scores ?? NONE;
  return useMemo(() => scores.filter((one) => one.span_id === spanId), [scores, spanId]);
}
