import { classifyFailure, type Failure } from "@/lib/model/failure";

/** How calls of the simulated application fail, and how often among failures. */
export interface Failing {
  errorType: string;
  message: string;
  weight: number;
  /** Whether the application tries again. */
  again: boolean;
}

export const FAILING: readonly Failing[] = [
  { errorType: "RateLimitError", message: "429: rate limit reached, try again in 2 s", weight: 34, again: true },
  { errorType: "APITimeoutError", message: "Request timed out after 60 s", weight: 24, again: true },
  { errorType: "InternalServerError", message: "500: the server had an error", weight: 12, again: true },
  { errorType: "OutputParserException", message: "The answer is not valid JSON", weight: 12, again: true },
  { errorType: "ContextWindowExceededError", message: "This model's maximum context length is 128000 tokens", weight: 8, again: false },
  { errorType: "ContentPolicyViolationError", message: "The prompt was refused by the content filter", weight: 7, again: false },
  { errorType: "AuthenticationError", message: "401: the key is not valid", weight: 3, again: false },
  { errorType: "ToolError", message: "The tool answered with status 502", weight: 0, again: false },
]; // prettier-ignore

export const OUTAGE_ERROR = FAILING[2] as Failing;
export const TOOL_ERROR = FAILING[7] as Failing;

/** What the failure is called once it is accepted. */
const classes = new Map(
  FAILING.map(({ errorType, message }): [string, Failure | null] => [
    errorType,
    classifyFailure({ isError: true, errorType, message, finishReason: null, kind: errorType === "ToolError" ? "tool" : "llm" }),
  ]),
); // prettier-ignore
export const failureOf = ({ errorType }: Failing): Failure | null => classes.get(errorType) ?? null;
