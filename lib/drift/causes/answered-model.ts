import type { Sample } from "./sampled";

/** How an answering model is called in a sentence: by the name that was asked for, where another model answered to it before. */
export function answeringName({ earlier, edge, since }: Sample, answered: string): string | null {
  const asked = new Set(
    since.flatMap(({ interaction: { model, answeredModel } }) =>
      answeredModel === answered && model !== null ? model : [],
    ),
  );
  const [model, ...others] = asked;
  if (model === undefined || others.length > 0 || model === answered) return null;
  const before = [...earlier, ...edge].flatMap(({ interaction }) =>
    interaction.model === model && interaction.answeredModel !== null ? interaction.answeredModel : [],
  );
  const usual = mostFrequentOf(before.filter((one) => one !== answered));
  return usual === null ? null : `Model ${model} answered by ${answered} instead of ${usual}`;
}

function mostFrequentOf(values: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}
