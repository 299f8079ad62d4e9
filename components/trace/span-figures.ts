import { nanoOfUsd } from "@/lib/money/nano-usd";
import { isBilled } from "@/lib/model/kind";
import type { StepFigures } from "@/lib/replay/recording";
import type { SpanDocument } from "@/lib/traces/document";

/**
 * What each span costs its trace, a line a span in the order of the trace: cost in billionths of a dollar, tokens in, tokens out, to
 * base 36, empty where unknown; an empty line where nobody bills it. One text, as {@link packTimeline} makes one of the rest.
 */
export const packFigures = (spans: readonly SpanDocument[]): string =>
  spans
    .map((span) => {
      const model = span.response_model ?? span.request_model;
      if (!isBilled(span.kind, model) || span.told_elsewhere?.counted === "there") return "";
      const nano = span.cost_usd === null ? null : nanoOfUsd(span.cost_usd);
      return [nano, span.tokens?.input_total ?? null, span.tokens?.output_total ?? null]
        .map((value) => (value === null ? "" : value.toString(36)))
        .join(",");
    })
    .join("\n");

const number = (field: string | undefined): number | null =>
  field === undefined || field === "" ? null : Number.parseInt(field, 36);

/** @returns a line of {@link packFigures} each */
export const unpackFigures = (packed: string): StepFigures[] =>
  packed.split("\n").map((line) => {
    const [cost, input, output] = line.split(",");
    return {
      isBilled: line !== "",
      costNanoUsd: number(cost),
      inputTokens: number(input),
      outputTokens: number(output),
    };
  });
