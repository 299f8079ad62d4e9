import { isObject } from "@/lib/model/json";
import { parseJson } from "@/lib/model/json-text";

/** A provider did not answer as asked; the message is for the person who asked it, and says what to do. */
export class ProviderFailure extends Error {
  override readonly name = "ProviderFailure";

  constructor(
    message: string,
    /** `again`: the same may work in a moment. `refused`: the same will be refused every time. `once`: nobody knows. */
    readonly what: "again" | "refused" | "once",
    readonly retryAfterMs: number | null = null,
    /** Of the answer; null: there was none. */
    readonly status: number | null = null,
  ) {
    super(message);
  }
}

const MOST_SHOWN = 300;
const IN_SETTINGS = "in Settings › Providers";

interface Refusal {
  name: string;
  status: number;
  /** The answer's beginning. */
  body: string;
  retryAfter: string | undefined;
  apiKey: string | null;
}

/** An answer that is no answer, in a sentence. */
export function failureOfStatus(refusal: Refusal): ProviderFailure {
  const { name, status, retryAfter } = refusal;
  const said = saidIn(refusal);
  const words = said === null ? "" : ` It says: “${said}”.`;
  const refused = (sentence: string) => new ProviderFailure(sentence + words, "refused", null, status);
  if (status >= 300 && status < 400)
    return refused(`${name} redirects to another address; give that one ${IN_SETTINGS}.`);
  if (status === 401)
    return refused(`${name} refuses the key (401): it is wrong or was revoked. Give another ${IN_SETTINGS}.`);
  if (status === 402) return refused(`${name} asks for payment (402): its account has no credit left.`);
  if (status === 403)
    return refused(
      `${name} does not let this key use the model (403). Choose another model, or another key.`,
    );
  if (status === 404)
    return refused(`${name} knows no such model, or no such address (404). Check both ${IN_SETTINGS}.`);
  if (status === 413) return refused(`The request is too large for ${name} (413). Take something out of it.`);
  if (status === 429) {
    const waitMs = milliseconds(retryAfter);
    const when = waitMs === null ? "Wait a moment" : `Wait ${Math.ceil(waitMs / 1000)} s`;
    return new ProviderFailure(
      `${name} limits how often it may be asked (429). ${when}, or run fewer times.${words}`,
      "again",
      waitMs,
      status,
    );
  }
  if (status >= 500)
    return new ProviderFailure(
      `${name} has a fault of its own (${status}). Try again in a moment.${words}`,
      "again",
      milliseconds(retryAfter),
      status,
    );
  return refused(`${name} refuses the request (${status}).${words === "" ? " It does not say why." : words}`);
}

/** What went wrong before there was an answer, or within it. */
export function failureOfError(name: string, error: unknown, seconds: number): Error {
  if (error instanceof ProviderFailure) return error;
  const { name: kind, message, code } = error as Error & { code?: string };
  if (kind === "AbortError") return error as Error;
  if (kind === "TimeoutError")
    return new ProviderFailure(
      `${name} has not finished within ${seconds} s. Ask for fewer tokens, or choose a faster model.`,
      "once",
    );
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return new ProviderFailure(`${name} was not found: check its address ${IN_SETTINGS}.`, "refused");
  if (code === "ECONNREFUSED")
    return new ProviderFailure(`Nobody answers at the address of ${name}. Is it running?`, "refused");
  if (code === "ECONNRESET" || code === "EPIPE" || /aborted|socket hang up/.test(message))
    return new ProviderFailure(`${name} hung up before its answer was whole. Try again.`, "again");
  if (code?.startsWith("ERR_TLS") || /certificate|self-signed/i.test(message))
    return new ProviderFailure(`The certificate of ${name} is not trusted: ${message}.`, "refused");
  return new ProviderFailure(`${name} was not asked: ${message || code || "no reason is known"}.`, "refused");
}

/** It answered, and what it said is no answer of its API. */
export const malformed = (name: string, what: string): ProviderFailure =>
  new ProviderFailure(
    `${name} answered what cannot be read: ${what}. Does it speak the API that is chosen ${IN_SETTINGS}?`,
    "once",
  );

/** An error that stands within a stream. */
export const saidInStream = (name: string, error: unknown, apiKey: string | null): ProviderFailure =>
  new ProviderFailure(
    `${name} broke off its answer: “${shown(messageOf(error) ?? "no reason", apiKey)}”. Try again.`,
    "again",
  );

/**
 * The message of an error in JSON, as both APIs give one; nothing else of a body is shown: an address that is no provider's may
 * answer with what is nobody's business here.
 */
function saidIn({ body, apiKey }: Refusal): string | null {
  const value = parseJson(body);
  const message = isObject(value) ? messageOf(value.error ?? value) : null;
  return message === null ? null : shown(message, apiKey);
}

const messageOf = (error: unknown): string | null =>
  typeof error === "string"
    ? error
    : isObject(error) && typeof error.message === "string"
      ? error.message
      : null;

/** In one line, its end without a stop; some say what they were sent. */
const shown = (text: string, apiKey: string | null): string =>
  (apiKey === null ? text : text.replaceAll(apiKey, "•••"))
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, MOST_SHOWN)
    .replace(/\.$/, "");

function milliseconds(retryAfter: string | undefined): number | null {
  const seconds = Number(retryAfter);
  if (retryAfter === undefined || retryAfter.trim() === "") return null;
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}
