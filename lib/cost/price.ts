/** Unit prices of a model at a moment, for a request of a size: what priced a call, kept so that it can be shown. */
export interface Price {
  /** 52-bit hash of everything below, as a decimal string; negative for a price of the project's own (own-price.ts). */
  id: string;
  /** `genai-prices`: the list that comes with Recount; `own`: set in this project. */
  source: string;
  provider: string;
  model: string;
  /** First day on which it holds, if the source says so. */
  validFrom: string | null;
  /** US dollars a million tokens by the source's keys (input_mtok, …), as decimal strings. */
  units: Readonly<Record<string, string>>;
}

/** What finds a call's price. Provider and models as on the span: the response's model is what was billed. */
export interface PriceQuestion {
  provider: string | null;
  requestModel: string | null;
  responseModel: string | null;
  /** Null: the standard one. */
  serviceTier: string | null;
  /** Where it was answered (endpoint-region.ts); null or absent: at the global endpoint, or nobody says. */
  region?: string | null;
  startedAt: Date;
  /** All input tokens of the request, which choose the tier by size. */
  inputTokens: number;
}
