import type { StepFigures } from "@/lib/replay/recording";
import { NOT_BILLED, stepFigures } from "@/lib/replay/step-figures";
import type { SpanDocument } from "@/lib/traces/document";

/**
 * What each span costs its trace, a line a span in the order of the trace: cost in billionths of a dollar, tokens in, tokens out, to
 * base 36, empty where unknown, and 1 where its tokens are estimated; an empty line where nobody bills it. One text, as {@link packTimeline} makes one of the rest.
 */
export const packFigures = (spans: readonly SpanDocument[]): string =>
  spans
    .map((span) => {
      const { isBilled, costNanoUsd, inputTokens, outputTokens, isEstimated } = stepFigures(span);
      if (!isBilled) return "";
      return [costNanoUsd, inputTokens, outputTokens, isEstimated ? 1 : null]
        .map((value) => (value === null ? "" : value.toString(36)))
        .join(",");
    })
    .join("\n");

const number = (field: string | undefined): number | null =>
  field === undefined || field === "" ? null : Number.parseInt(field, 36);

const unpackFigures = (packed: string): StepFigures[] =>
  packed.split("\n").map((line) => {
    if (line === "") return NOT_BILLED;
    const [cost, input, output, estimated] = line.split(",");
    return {
      isBilled: true,
      costNanoUsd: number(cost),
      inputTokens: number(input),
      outputTokens: number(output),
      isEstimated: estimated === "1",
    };
  });

/** @param pages texts of {@link packFigures}, which together have a line for each of the spans @returns figures by span */
export function figuresBySpan(
  spans: readonly { id: string }[],
  pages: readonly string[],
): ReadonlyMap<string, StepFigures> {
  const lines = pages.flatMap(unpackFigures);
  return new Map(spans.map(({ id }, index) => [id, lines[index] ?? NOT_BILLED]));
}
