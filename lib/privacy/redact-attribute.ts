import type { Json } from "@/lib/model/json";

import { REDACTED, redactSecrets, SECRET_NAME } from "./redact";

/** What was said to a model or by it, or to a tool or by it: kept to the letter. */
const CONTENT =
  /(?:^|[._])(?:messages?|instructions|prompts?|completions?|content|contents|documents?|arguments|args|results?|definitions|inputs?|outputs?|response|request_data|response_data|llm_request|llm_response|all_messages|query|text|body)(?:$|[._\d])/i;

type Treatment = "secret" | "content" | "other";

/** Keys repeat in every span. Bounded, because they come from outside. */
const known = new Map<string, Treatment>();
const MAX_KNOWN = 20_000;

function treatmentOf(key: string): Treatment {
  let treatment = known.get(key);
  if (treatment === undefined) {
    treatment = SECRET_NAME.test(key) ? "secret" : CONTENT.test(key) ? "content" : "other";
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, treatment);
  }
  return treatment;
}

/** A credential in JSON text, under the names of SECRET_NAME. */
const IN_JSON =
  /("(?:[\w.-]*[._-])?(?:authorization|cookie|api[-_]?key|api[-_]?token|access[-_]?token|refresh[-_]?token|client[-_]?secret|password|passwd)"\s*:\s*")(?:[^"\\]|\\.)*"/gi;

/**
 * One attribute as it may be stored: credentials taken out by the attribute's name, by names of fields in an object, and by
 * names of fields in JSON text. Content is left as it is.
 */
export function redactAttribute(key: string, value: Json): Json {
  const treatment = treatmentOf(key);
  if (treatment === "content") return value;
  if (typeof value === "object" && value !== null) return redactSecrets(value);
  if (treatment === "secret") return value === null ? null : REDACTED;
  return typeof value === "string" && value.length > 8 && /^\s*[[{]/.test(value)
    ? value.replace(IN_JSON, `$1${REDACTED}"`)
    : value;
}
