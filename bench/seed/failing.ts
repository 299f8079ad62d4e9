/** How calls of the simulated application fail, and how often among failures. */
export interface Failing {
  failure: string;
  errorType: string;
  message: string;
  weight: number;
  /** Whether the application tries again. */
  again: boolean;
}

export const FAILING: readonly Failing[] = [
  { failure: "rate_limit", errorType: "RateLimitError", message: "429: rate limit reached, try again in 2 s", weight: 34, again: true },
  { failure: "timeout", errorType: "APITimeoutError", message: "Request timed out after 60 s", weight: 24, again: true },
  { failure: "provider_outage", errorType: "InternalServerError", message: "500: the server had an error", weight: 12, again: true },
  { failure: "malformed_output", errorType: "OutputParserException", message: "The answer is not valid JSON", weight: 12, again: true },
  { failure: "context_overflow", errorType: "ContextWindowExceededError", message: "This model's maximum context length is 128000 tokens", weight: 8, again: false },
  { failure: "content_filter", errorType: "ContentPolicyViolationError", message: "The prompt was refused by the content filter", weight: 7, again: false },
  { failure: "authentication", errorType: "AuthenticationError", message: "401: the key is not valid", weight: 3, again: false },
  { failure: "tool_error", errorType: "ToolError", message: "The tool answered with status 502", weight: 0, again: false },
]; // prettier-ignore

export const OUTAGE_ERROR = FAILING[2] as Failing;
export const TOOL_ERROR = FAILING[7] as Failing;
