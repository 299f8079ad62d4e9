import { Badge } from "@/components/ui/badge";
import { significant } from "@/lib/format/significant";
import type { Score } from "@/lib/scores/score";

export const SOURCES: Record<Score["source"], string> = {
  user: "from the end user",
  reviewer: "from a reviewer",
  code: "from code",
  model: "from a model",
};

/** "resolved yes", "helpful 0.50": a judgement; who made it and why on hover. */
function ScoreBadge({ score }: { score: Score }) {
  const tip = [
    `${score.name} ${SOURCES[score.source]}`,
    score.comment,
    score.correction && `Correction: ${score.correction}`,
  ];
  return (
    <span data-tip={tip.filter(Boolean).join("\n")} className="inline-flex max-w-48 min-w-0">
      <Badge>
        {/* Of a long name and its value, the value is read. */}
        <span className="flex min-w-0 gap-1">
          <bdi className="min-w-0 truncate">{score.name}</bdi>{" "}
          <span className="tabular max-w-24 shrink-0 truncate font-medium text-ink">
            {valueText(score.value)}
          </span>
        </span>
      </Badge>
    </span>
  );
}

export function valueText(value: Score["value"]): string {
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : significant(value, 2);
  return typeof value === "boolean" ? (value ? "yes" : "no") : (value ?? "–");
}

/** The first few; how many more on the last. */
export function ScoreBadges({ scores, most = 3 }: { scores: readonly Score[]; most?: number }) {
  const rest = scores.length - most;
  return (
    <>
      {scores.slice(0, most).map((score) => (
        <ScoreBadge key={score.id} score={score} />
      ))}
      {rest > 0 && (
        <span
          className="tabular text-xs text-ink-3"
          data-tip={scores
            .slice(most)
            .map((score) => `${score.name} ${valueText(score.value)}`)
            .join("\n")}
        >
          +{rest}
        </span>
      )}
    </>
  );
}
