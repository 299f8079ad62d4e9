import { assessCost } from "@/lib/cost/price-call";
import type { PriceBook } from "@/lib/cost/price-book";
import { nativeUsage } from "@/lib/ingest/dialects/native-usage";
import { accountUsage } from "@/lib/ingest/dialects/usage";
import { serviceTierOf } from "@/lib/cost/service-tier";
import type { TokenBuckets } from "@/lib/model/tokens";
import type { Connection } from "@/lib/providers/connect-provider";
import type { AnsweredCall, ModelRequest } from "@/lib/providers/model-call";

/** Whose prices hold: those of the host that is asked, which the lists know by its address. */
export const billedBy = ({ baseUrl }: Pick<Connection, "baseUrl">): string => new URL(baseUrl).hostname;

/** What a call used, as the provider says, in disjoint buckets; null: it does not say. */
export const tokensOf = ({ usage }: AnsweredCall): TokenBuckets | null => {
  const reported = nativeUsage(usage ?? undefined, "run");
  return reported && (accountUsage(reported)?.tokens ?? null);
};

/** What it costs by the project's prices of now; null: unknown, never 0. */
export function costOfRun(
  connection: Pick<Connection, "baseUrl">,
  request: ModelRequest,
  answered: AnsweredCall,
  { book, at }: { book: PriceBook; at: Date },
): bigint | null {
  const tier = answered.usage?.service_tier ?? null;
  const assessed = assessCost(
    {
      kind: "llm",
      provider: billedBy(connection),
      requestModel: request.model,
      responseModel: answered.model,
      serviceTier: serviceTierOf(tier),
      startedAt: at,
      tokens: tokensOf(answered),
    },
    book,
  );
  return "price" in assessed ? assessed.costNanoUsd : null;
}
