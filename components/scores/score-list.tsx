import { AbsoluteTime } from "@/components/ui/relative-time";
import type { Score } from "@/lib/scores/score";

import { SOURCES, valueText } from "./score-badge";

/** Judgements in full: the value, whose it is, why, and what should have been said. */
export const ScoreList = ({ scores }: { scores: readonly Score[] }) => (
  <ul className="grid gap-2">
    {scores.map((score) => (
      <li key={score.id} className="min-w-0 rounded-m bg-sunken px-3 py-2 text-s">
        <div className="flex flex-wrap items-baseline gap-x-2">
          <bdi className="min-w-0 wrap-anywhere">{score.name}</bdi>
          <b className="tabular font-medium wrap-anywhere">{valueText(score.value)}</b>
          <span className="ml-auto text-xs text-ink-3">
            {SOURCES[score.source]}, <AbsoluteTime at={score.created_at} />
          </span>
        </div>
        {score.comment !== null && (
          <p dir="auto" className="mt-1 wrap-anywhere whitespace-pre-wrap text-ink-2">
            {score.comment}
          </p>
        )}
        {score.correction !== null && (
          <p dir="auto" className="mt-1 wrap-anywhere whitespace-pre-wrap">
            <span className="text-ink-3">Should have been: </span>
            {score.correction}
          </p>
        )}
      </li>
    ))}
  </ul>
);
