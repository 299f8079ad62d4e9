import type { SpanKind } from "./kind";

/** Why a step failed, in words that mean the same whatever provider or client said it. The order is that of lists and legends. */
export const FAILURES = [
  "timeout",
  /** Too many requests or tokens in a time, and quotas and credits that are used up. */
  "rate_limit",
  /** More input than the model, or the request, may hold. */
  "context_overflow",
  /** What the model wrote could not be read: no JSON, not the schema, a tool that does not exist. */
  "malformed_output",
  /** The provider's or a guardrail's filter kept the prompt or the answer back. */
  "content_filter",
  /** The model itself declined. */
  "refusal",
  /** The provider answered with a fault of its own, or could not be reached. */
  "provider_outage",
  "tool_error",
  "authentication",
  "cancelled",
  "other",
] as const;

export type Failure = (typeof FAILURES)[number];

export interface Failed {
  isError: boolean;
  /** A class, a code or an HTTP status, as the client says it. */
  errorType: string | null;
  message: string | null;
  /** HTTP status, when the client says it apart. */
  statusCode?: number | null;
  /** Canonical, or "refusal": an answer that was kept back is a failure although nothing was thrown. */
  finishReason: string | null;
  kind: SpanKind;
}

/** What is looked at of a message: its class and code stand at the start, an echo of the prompt further on. */
const MAX_LOOKED_AT = 2_000;

/** Class names and codes, without regard to case, dots, dashes and underscores; the first that fits is it. */
const TYPES: readonly (readonly [Failure, RegExp])[] = [
  ["context_overflow", /contextwindow|contextlength|exceedcontextsize|requesttoolarge|prompttoolong/],
  ["content_filter", /contentpolicy|contentfilter|responsibleai|blockedprompt|stopcandidate|guardrail/],
  ["refusal", /refus/],
  ["rate_limit", /ratelimit|throttl|toomanyrequests|resourceexhausted|quota|insufficientcredit|tokensperminute/],
  ["timeout", /timeout|timedout|deadlineexceeded/],
  ["cancelled", /abort|cancel|keyboardinterrupt|generatorexit|clientclosed/],
  ["authentication", /authentication|unauthenticated|unauthori[sz]ed|permission|accessdenied|forbidden|unrecognizedclient|expiredtoken|invalidsignature|apikey|credential/],
  ["malformed_output", /jsondecode|jsonparse|outputpars|parserexception|noobjectgenerated|nooutputgenerated|invalidtool(argument|input)|toolinputpars|nosuchtool|toolcallrepair|typevalidation|zoderror|^(pydanticcore|pydantic)?validationerror|unexpectedmodelbehavio|lengthfinishreason|invalidresponsedata|malformed|toolusefailed|structuredoutput|outputvalidation|syntaxerror/],
  ["provider_outage", /overloaded|internalserver|internalfailure|internalerror|serviceunavailable|unavailable|apiconnection|connectionerror|connecterror|econn|enotfound|eaiagain|epipe|servererror|badgateway|modelnotready|modelstreamerror|remoteprotocol|apierrorserver/],
  ["tool_error", /^tool(execution)?(error|exception|failure)|toolexecution|agentstoolerror|mcperror/],
]; // prettier-ignore

/** The same from what a message says. Specific ones first: "Error code: 400 - maximum context length" is no bad request. */
const BEFORE_STATUS: readonly (readonly [Failure, RegExp])[] = [
  ["rate_limit", /tokens per min|\bTPM\b|\bRPM\b|please wait before trying again/i],
  ["context_overflow", /maximum (context|prompt) length|context[_ ]length[_ ]exceeded|context[_ ](window|limit|size)|prompt is too long|prompt too long|input is too long|input (token count|length).{0,40}exceed|exceeds? the (maximum|available|model'?s).{0,30}(tokens?|context|length)|too many (input )?tokens|too many total text bytes|reduce the length of the (messages|prompt|input)|request_too_large|ContextWindowExceeded/i],
  ["content_filter", /content[_ -]?filter|content management policy|content[_ ]policy|ResponsibleAIPolicyViolation|usage polic(y|ies)|safety (system|settings|filter|reasons?)|blocked by .{0,40}(safety|polic|guardrail|filter)|blocked due to|prohibited_content|\bRECITATION\b|finish_?reason:? ?"?SAFETY|guardrail.{0,20}interven/i],
  ["refusal", /model refused|refused to (answer|respond|generate)|\brefusal\b/i],
]; // prettier-ignore

const BY_STATUS: Readonly<Record<number, Failure>> = {
  401: "authentication",
  402: "rate_limit",
  403: "authentication",
  408: "timeout",
  413: "context_overflow",
  429: "rate_limit",
  499: "cancelled",
  504: "timeout",
  524: "timeout",
};

const AFTER_STATUS: readonly (readonly [Failure, RegExp])[] = [
  ["rate_limit", /rate[_ -]?limit|too many requests|resource[_ ]exhausted|resource has been exhausted|quota|throttl|credit balance|insufficient (credits|balance|funds)/i],
  ["authentication", /(incorrect|invalid|missing|no|expired) (x-)?api[ _-]?key|api[ _-]?key (is )?(not valid|missing|invalid|expired|not found)|api key not|unauthori[sz]ed|unauthenticated|permission[_ ]denied|access ?denied|not authorized|authentication|security token|(could not|cannot|unable to) (load|find|resolve) .{0,30}credentials/i],
  ["timeout", /time[d]?[ -]?out\b|timeout|deadline[_ ]exceeded|ETIMEDOUT/i],
  ["cancelled", /\babort(ed)?\b|\bcancell?ed\b|client (closed|disconnected)/i],
  ["malformed_output", /not valid JSON|invalid json|Unexpected (token|end of JSON|non-whitespace)|Expecting (value|property name|',' delimiter)|(could not|cannot|failed to|unable to) parse|no object generated|(type|output|result|schema) validation failed|\d+ validation errors? for|did not match (the )?(expected )?schema|response did not (match|conform)|invalid (arguments|input) for tool|unavailable tool|tool_use_failed|failed to call a function|malformed[_ ]function|for (output|result) validation/i],
  ["provider_outage", /overloaded|internal (server )?error|internalServerException|service (is )?(temporarily )?unavailable|\bUNAVAILABLE\b|bad gateway|server had an error|server_error|connection (error|refused|reset|closed|aborted)|ECONN(REFUSED|RESET)|ENOTFOUND|EAI_AGAIN|fetch failed|socket hang up|cannot connect to|network error|terminated|peer closed|upstream connect|model is (currently )?(loading|not ready)|high demand|at capacity/i],
  ["tool_error", /error (executing|calling|running|invoking) tool|tool (execution|call) failed/i],
]; // prettier-ignore

/** The request's body, not the answer's: nobody's output was malformed. */
const OWN_REQUEST = /(body|json) of your request|request body/i;
/** "429 Too many", "Error code: 429 - …", "status code 429", "HTTP 429", `"code": 429`. */
const STATUS_IN_MESSAGE =
  /^(?:\w*(?:Error|Exception): )?([45]\d\d)\b|(?:error code|status(?: code)?|HTTP(?:\/[\d.]+)?|["']code["'])["']?[:= ]+\(?([45]\d\d)\b/i;
const ONLY_STATUS = /^[45]\d\d$/;

/** What a tool may fail of besides itself. Whatever runs behind it is no model provider, and its input may be its own business. */
const OF_TOOLS: ReadonlySet<Failure> = new Set(["timeout", "rate_limit", "authentication", "cancelled"]);
/** The model asked for a tool that there is not, or with arguments that it does not take. */
const MODELS_ARGUMENTS = /invalidtool(argument|input)|toolinputpars|nosuchtool/;

/**
 * Why a step failed; null when it did not. An answer that was filtered or refused failed, thrown or not.
 * Classes and codes are believed before messages, for messages quote what models and users say.
 */
export function classifyFailure(failed: Failed): Failure | null {
  const { isError, finishReason, kind } = failed;
  const kept =
    finishReason === "content_filter" ? "content_filter" : finishReason === "refusal" ? "refusal" : null;
  if (!isError) return kept;
  const type = (failed.errorType ?? "").toLowerCase().replace(/[\s._-]/g, "");
  const message = (failed.message ?? "").slice(0, MAX_LOOKED_AT);
  if (kind === "tool" && MODELS_ARGUMENTS.test(type)) return "malformed_output";
  const found = find(type, message, statusOf(failed, message));
  if (kind === "tool") return found !== null && OF_TOOLS.has(found) ? found : "tool_error";
  return found ?? kept ?? "other";
}

function find(type: string, message: string, status: number | null): Failure | null {
  const byType = firstOf(TYPES, type);
  // Signals that run out of time abort: the class says only that they did.
  if (byType === "cancelled" && /time[d]?[ -]?out/i.test(message)) return "timeout";
  // Providers wrap what they refuse into their general classes: those leave it to the message.
  if (byType !== null && byType !== "provider_outage") return byType;
  const said =
    firstOf(BEFORE_STATUS, message) ??
    (status === null ? null : BY_STATUS[status]) ??
    (byType === null && status !== null && status >= 500 ? "provider_outage" : byType) ??
    firstOf(AFTER_STATUS, message);
  return said === "malformed_output" && OWN_REQUEST.test(message) ? null : (said ?? null);
}

const firstOf = (rules: readonly (readonly [Failure, RegExp])[], text: string): Failure | null =>
  text === "" ? null : (rules.find(([, pattern]) => pattern.test(text))?.[0] ?? null);

function statusOf({ statusCode, errorType }: Failed, message: string): number | null {
  if (statusCode && statusCode >= 400 && statusCode < 600) return statusCode;
  if (errorType !== null && ONLY_STATUS.test(errorType)) return Number(errorType);
  const said = STATUS_IN_MESSAGE.exec(message);
  const digits = said?.[1] ?? said?.[2];
  return digits === undefined ? null : Number(digits);
}
