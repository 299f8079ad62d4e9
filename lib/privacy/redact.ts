import { isObject, type Json, type JsonObject } from "@/lib/model/json";

/** Attribute names whose values are credentials whoever sends them: headers that instrumentations copy wholesale. */
export const SECRET_NAME =
  /(?:^|[._-])(?:authorization|proxy-authorization|cookie|set-cookie|x-api-key|api[-_]?key|api[-_]?token|access[-_]?token|refresh[-_]?token|client[-_]?secret|password|passwd)$/i;

export const REDACTED = "[redacted]";

/**
 * Takes credentials out of attributes before anything is stored. Content (messages, documents, results) is left as it is:
 * raw model output stays byte-exact.
 */
export function redactSecrets<T extends Json>(value: T): T {
  return (
    Array.isArray(value) ? value.map(redactSecrets) : isObject(value) ? redactObject(value) : value
  ) as T;
}

function redactObject(object: JsonObject): JsonObject {
  // Own fields, `__proto__` among them.
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      name,
      SECRET_NAME.test(name) && value !== null && typeof value !== "object" ? REDACTED : redactSecrets(value),
    ]),
  );
}
