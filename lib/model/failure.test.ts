import { describe, expect, it } from "vitest";

import { cpuClock } from "@/lib/time/cpu-clock.testing";

import { classifyFailure, FAILURES, type Failure } from "./failure";
import type { SpanKind } from "./kind";

/** What clients sent for calls that failed: class or code, message. */
const CALLS: [Failure, string | null, string | null, number?][] = [
  ["timeout", "APITimeoutError", "Request timed out."],
  ["timeout", "APIConnectionTimeoutError", "Request timed out."],
  ["timeout", "TimeoutError", "The operation was aborted due to timeout"],
  ["timeout", "AbortError", "The operation was aborted due to timeout"],
  ["timeout", "ReadTimeout", "The read operation timed out"],
  ["timeout", "litellm.Timeout", "litellm.Timeout: APITimeoutError - Request timed out. Error_str: Request timed out."],
  ["timeout", "ModelTimeoutException", "Model has timed out in processing the request. Try your request again."],
  ["timeout", "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."],
  ["timeout", "_InactiveRpcError", "504 Deadline Exceeded"],
  ["timeout", null, "Error code: 408 - {'error': {'code': 'Timeout', 'message': 'The operation was timeout.'}}"],
  ["timeout", "504", "upstream request timeout"],
  ["timeout", null, "504 Gateway Time-out"],
  ["timeout", "Error", "connect ETIMEDOUT 104.18.7.192:443"],

  ["rate_limit", "RateLimitError", "Error code: 429 - {'error': {'message': 'Rate limit reached for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000.', 'type': 'tokens', 'code': 'rate_limit_exceeded'}}"],
  ["rate_limit", "rate_limit_exceeded", "429 Request too large for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Requested 42193. The input or output tokens must be reduced."],
  ["rate_limit", "insufficient_quota", "You exceeded your current quota, please check your plan and billing details."],
  ["rate_limit", "rate_limit_error", "This request would exceed your organization's rate limit of 40,000 input tokens per minute."],
  ["rate_limit", "ThrottlingException", "Too many tokens, please wait before trying again."],
  ["rate_limit", null, "An error occurred (ThrottlingException) when calling the InvokeModel operation (reached max retries: 4): Too many requests, please wait before trying again."],
  ["rate_limit", "ResourceExhausted", "429 Resource has been exhausted (e.g. check quota)."],
  ["rate_limit", "ClientError", '429 RESOURCE_EXHAUSTED. {"error": {"code": 429, "message": "Quota exceeded for quota metric \'Generate Content API requests per minute\'", "status": "RESOURCE_EXHAUSTED"}}'],
  ["rate_limit", "SDKError", 'API error occurred: Status 429 Body: {"message":"Requests rate limit exceeded"}'],
  ["rate_limit", "TooManyRequestsError", "You are using a Trial key, which is limited to 10 API calls / minute."],
  ["rate_limit", "AI_APICallError", "Too Many Requests", 429],
  ["rate_limit", "AI_RetryError", "Failed after 3 attempts. Last error: Rate limit reached for requests"],
  ["rate_limit", "429", null],
  ["rate_limit", "BadRequestError", "Your credit balance is too low to access the Anthropic API."],
  ["rate_limit", "APIStatusError", "Error code: 402 - {'error': {'message': 'Insufficient credits'}}"],

  ["context_overflow", "BadRequestError", "Error code: 400 - {'error': {'message': \"This model's maximum context length is 128000 tokens. However, your messages resulted in 130142 tokens.\", 'code': 'context_length_exceeded'}}"],
  ["context_overflow", "context_length_exceeded", "Your input exceeds the context window of this model. Please adjust your input and try again."],
  ["context_overflow", "invalid_request_error", "prompt is too long: 215038 tokens > 200000 maximum"],
  ["context_overflow", "BadRequestError", "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000"],
  ["context_overflow", "ValidationException", "Input is too long for requested model."],
  ["context_overflow", "ClientError", "400 INVALID_ARGUMENT. The input token count (1200042) exceeds the maximum number of tokens allowed (1048576)."],
  ["context_overflow", "litellm.ContextWindowExceededError", "litellm.BadRequestError: ContextWindowExceededError: OpenAIException"],
  ["context_overflow", "SDKError", 'Status 400: {"message":"Prompt contains 40021 tokens and 0 draft tokens, too large for model with 32768 maximum context length"}'],
  ["context_overflow", "BadRequestError", "too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 8242."],
  ["context_overflow", "request_too_large", "Request exceeds the maximum size"],
  ["context_overflow", "APICallError", "Request Entity Too Large", 413],
  ["context_overflow", "exceed_context_size_error", "the request exceeds the available context size, try increasing it"],

  ["malformed_output", "JSONDecodeError", "Expecting value: line 1 column 1 (char 0)"],
  ["malformed_output", "SyntaxError", "Unexpected token 'H', \"Here is th\"... is not valid JSON"],
  ["malformed_output", "OutputParserException", "Could not parse LLM output: `I am sorry, the request timed out`"],
  ["malformed_output", "AI_NoObjectGeneratedError", "No object generated: response did not match schema."],
  ["malformed_output", "AI_TypeValidationError", "Type validation failed: Value: {}."],
  ["malformed_output", "AI_InvalidToolArgumentsError", "Invalid arguments for tool search: Type validation failed"],
  ["malformed_output", "AI_NoSuchToolError", "Model tried to call unavailable tool 'foo'. Available tools: bar."],
  ["malformed_output", "ValidationError", "2 validation errors for Booking\nseats\n  Field required"],
  ["malformed_output", "pydantic_core._pydantic_core.ValidationError", "1 validation error for Answer"],
  ["malformed_output", "ZodError", '[{"code":"invalid_type","expected":"string","received":"undefined","path":["city"]}]'],
  ["malformed_output", "UnexpectedModelBehavior", "Exceeded maximum retries (1) for output validation"],
  ["malformed_output", "LengthFinishReasonError", "Could not parse response content as the length limit was reached"],
  ["malformed_output", "BadRequestError", "Error code: 400 - {'error': {'message': \"Failed to call a function. Please adjust your prompt.\", 'code': 'tool_use_failed'}}"],

  ["content_filter", "BadRequestError", "Error code: 400 - {'error': {'message': \"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.\", 'code': 'content_filter', 'innererror': {'code': 'ResponsibleAIPolicyViolation'}}}"],
  ["content_filter", "litellm.ContentPolicyViolationError", "litellm.BadRequestError: AzureException"],
  ["content_filter", "BadRequestError", "Output blocked by content filtering policy"],
  ["content_filter", "BlockedPromptException", "block_reason: SAFETY"],
  ["content_filter", "content_policy_violation", "Your request was rejected as a result of our safety system."],
  ["content_filter", "invalid_prompt", "Invalid prompt: your prompt was flagged as potentially violating our usage policy."],
  ["content_filter", "ContentFilterFinishReasonError", "Could not parse response content as the request was rejected by the content filter"],
  ["refusal", "ModelRefusalError", "I can't help with that."],
  ["refusal", "Error", "The model refused to answer: I'm sorry"],

  ["provider_outage", "overloaded_error", "Overloaded"],
  ["provider_outage", "APIStatusError", "{'type': 'error', 'error': {'type': 'overloaded_error', 'message': 'Overloaded'}}"],
  ["provider_outage", "InternalServerError", "Error code: 500 - {'error': {'message': 'The server had an error while processing your request. Sorry about that!'}}"],
  ["provider_outage", null, "Error code: 529 - {'type': 'error', 'error': {'type': 'overloaded_error'}}"],
  ["provider_outage", "ServiceUnavailable", "503 The model is overloaded. Please try again later."],
  ["provider_outage", "ServerError", "503 UNAVAILABLE. {'error': {'code': 503, 'message': 'The model is overloaded.'}}"],
  ["provider_outage", "502", "Bad Gateway"],
  ["provider_outage", "APIConnectionError", "Connection error."],
  ["provider_outage", "AI_APICallError", "Cannot connect to API: connect ECONNREFUSED 127.0.0.1:11434"],
  ["provider_outage", "TypeError", "fetch failed"],
  ["provider_outage", "RemoteProtocolError", "peer closed connection without sending complete message body (incomplete chunked read)"],
  ["provider_outage", "ModelNotReadyException", "Model is not ready for inference."],
  ["provider_outage", "AI_APICallError", "Internal Server Error", 500],
  ["provider_outage", "InternalServerException", "The system encountered an unexpected error during processing. Try your request again."],

  ["authentication", "AuthenticationError", "Error code: 401 - {'error': {'message': 'Incorrect API key provided: sk-x.', 'code': 'invalid_api_key'}}"],
  ["authentication", "authentication_error", "invalid x-api-key"],
  ["authentication", "PermissionDeniedError", "Error code: 403 - {'error': {'message': 'Project does not have access to model'}}"],
  ["authentication", "ClientError", "400 INVALID_ARGUMENT. API key not valid. Please pass a valid API key."],
  ["authentication", "AccessDeniedException", "You don't have access to the model with the specified model ID."],
  ["authentication", "UnrecognizedClientException", "The security token included in the request is invalid."],
  ["authentication", "AI_LoadAPIKeyError", "OpenAI API key is missing."],
  ["authentication", "NoCredentialsError", "Unable to locate credentials"],
  ["authentication", "SDKError", 'API error occurred: Status 401 Body: {"message":"Unauthorized"}'],

  ["cancelled", "AbortError", "This operation was aborted"],
  ["cancelled", "APIUserAbortError", "Request was aborted."],
  ["cancelled", "CancelledError", null],
  ["cancelled", "asyncio.exceptions.CancelledError", "Cancelled by cancel scope 7f"],
  ["cancelled", "Error", "rpc error: code = Canceled desc = context canceled"],
  ["cancelled", "GeneratorExit", null],
  ["cancelled", "499", "Client Closed Request"],

  ["tool_error", "ToolException", "no such flight"],
  ["other", "NotFoundError", "Error code: 404 - {'error': {'message': 'The model `gpt-9` does not exist'}}"],
  ["other", "BadRequestError", "Error code: 400 - {'error': {'message': \"We could not parse the JSON body of your request.\"}}"],
  ["other", "ValidationException", "Malformed input request: #: required key [messages] not found"],
  ["other", "KeyError", "'choices'"],
  ["other", "error", "it broke"],
  ["other", null, null],
]; // prettier-ignore

const TOOLS: [Failure, string | null, string | null][] = [
  ["tool_error", "Error", "Reservation ABC123 not found"],
  ["tool_error", "ValidationError", "1 validation error for Booking"],
  ["tool_error", "500", "Internal Server Error"],
  ["tool_error", "ConnectionError", "connection refused"],
  ["tool_error", null, null],
  ["timeout", "TimeoutError", "search took longer than 10 s"],
  ["rate_limit", "HTTPError", "429 Too Many Requests"],
  ["authentication", "HTTPStatusError", "Error code: 401"],
  ["cancelled", "CancelledError", null],
  ["malformed_output", "AI_InvalidToolInputError", "Invalid input for tool search"],
];

const classify = (
  kind: SpanKind,
  errorType: string | null,
  message: string | null,
  statusCode?: number,
): Failure | null =>
  classifyFailure({ isError: true, errorType, message, finishReason: null, kind, statusCode });

describe("why a step failed", () => {
  it.each(CALLS)("a call: %s: %s: %s", (expected, errorType, message, statusCode) => {
    expect(classify("llm", errorType, message, statusCode)).toBe(expected);
  });
  it.each(TOOLS)("a tool: %s: %s: %s", (expected, errorType, message) => {
    expect(classify("tool", errorType, message)).toBe(expected);
  });
  it("every word of the list is met", () => {
    expect(new Set(CALLS.map(([failure]) => failure))).toEqual(new Set(FAILURES));
  });
  it("an answer that was kept back failed although nothing was thrown", () => {
    const ended = (finishReason: string | null) =>
      classifyFailure({ isError: false, errorType: null, message: null, finishReason, kind: "llm" });
    expect(ended("content_filter")).toBe("content_filter");
    expect(ended("refusal")).toBe("refusal");
    expect(["stop", "length", "tool_calls", "error", null].map(ended)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
  it("an error that says nothing is what the answer's end says", () => {
    const said = { isError: true, errorType: "error", message: null, kind: "llm" } as const;
    expect(classifyFailure({ ...said, finishReason: "content_filter" })).toBe("content_filter");
    expect(classifyFailure({ ...said, finishReason: "error" })).toBe("other");
  });
  it("a message of any length costs little", () => {
    const spentMs = cpuClock();
    for (let i = 0; i < 1000; i++) classify("llm", "Error", "blocked by could not input ".repeat(10_000));
    expect(spentMs()).toBeLessThan(2_000);
  });
});
