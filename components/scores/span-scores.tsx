"use client";

import { SideSection } from "@/components/trace/side-section";
import { plural } from "@/lib/format/count";

import { ScoreList } from "./score-list";
import { useScoresOf } from "./scores-of";

/** How a span was judged; beside the span that holds the answer also how the trace was. */
export function SpanScores({ spanId, isAnswer }: { spanId: string; isAnswer: boolean }) {
  const own = useScoresOf(spanId);
  const ofTrace = useScoresOf(null);
  const scores = isAnswer ? [...own, ...ofTrace] : own;
  if (scores.length === 0) return null;
  return (
    <SideSection title="Scores" aside={plural(scores.length, "score")}>
      <ScoreList scores={scores} />
    </SideSection>
  );
}
