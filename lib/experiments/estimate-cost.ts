import { assessCost } from "@/lib/cost/price-call";
import type { PriceBook } from "@/lib/cost/price-book";
import { UNKNOWN_TOKENS } from "@/lib/model/tokens";
import type { Connection } from "@/lib/providers/connect-provider";
import type { ModelRequest } from "@/lib/providers/model-call";

import { billedBy } from "./price-run";
import type { Original } from "./read-original";

/** Of texts whose tokens nobody counted. */
const CHARACTERS_PER_TOKEN = 4;

const sizeOf = ({ system, messages, tools }: ModelRequest): number =>
  JSON.stringify([system, messages, tools]).length;

/**
 * What one run may cost, in nano-dollars: as many tokens as were recorded, those of the input in proportion to what is asked now, by
 * the prices of now. Without recorded tokens a token is taken to be four characters, and the answer as long as the recorded one.
 * Null: the model has no price, or there is nothing to estimate the answer's length by.
 */
export function estimateCost(
  original: Pick<Original, "request" | "tokens" | "answer">,
  request: ModelRequest,
  connection: Pick<Connection, "baseUrl">,
  { book, at }: { book: PriceBook; at: Date },
): bigint | null {
  const { tokens, answer } = original;
  const before = sizeOf(original.request);
  const input =
    tokens.input === null
      ? sizeOf(request) / CHARACTERS_PER_TOKEN
      : (tokens.input * sizeOf(request)) / Math.max(1, before);
  const limit = request.parameters.max_tokens;
  const said = answer && JSON.stringify(answer).length / CHARACTERS_PER_TOKEN;
  const output = tokens.output ?? said ?? (typeof limit === "number" ? limit : null);
  if (output === null) return null;
  const assessed = assessCost(
    {
      kind: "llm",
      provider: billedBy(connection),
      requestModel: request.model,
      responseModel: null,
      serviceTier: null,
      startedAt: at,
      tokens: {
        ...UNKNOWN_TOKENS,
        inputUncached: Math.round(input),
        outputText: Math.round(typeof limit === "number" ? Math.min(output, limit) : output),
      },
    },
    book,
  );
  return "price" in assessed ? assessed.costNanoUsd : null;
}
