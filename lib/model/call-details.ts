import type { TokenBuckets } from "./tokens";

/** What an event tells of a call beside its contents: stands in for usage that the span does not carry. */
export interface CallDetails {
  provider: string | null;
  requestModel: string | null;
  responseModel: string | null;
  responseId: string | null;
  tokens: TokenBuckets;
  usageRule: string;
  /** By the project's prices when it came, as decimal digits. Null: unknown. */
  costNanoUsd: string | null;
  priceId: string | null;
}
