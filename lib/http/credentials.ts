import type { HeaderReader } from "./incoming";

/**
 * The API key of a request, in every form that a tracing client sends it: Bearer, Basic (password, else user), Authorization
 * without a scheme, x-api-key, api-key, api_key. Null: none.
 */
export function apiKeyOf(headers: HeaderReader): string | null {
  // Variables such as OTEL_EXPORTER_OTLP_HEADERS are percent-encoded, and some exporters send them as they stand.
  const authorization = headers
    .get("authorization")
    ?.trim()
    .replace(/^(bearer|basic)%20/i, "$1 ");
  if (authorization) {
    const [, scheme, rest] = /^(\S+)\s+(.+)$/.exec(authorization) ?? [];
    if (scheme === undefined || rest === undefined) return authorization;
    if (/^bearer$/i.test(scheme)) return rest.trim();
    if (/^basic$/i.test(scheme)) {
      const [user = "", ...password] = Buffer.from(rest.trim(), "base64").toString("utf8").split(":");
      return password.join(":") || user || null;
    }
    return rest.trim();
  }
  return headers.get("x-api-key") ?? headers.get("api-key") ?? headers.get("api_key");
}
