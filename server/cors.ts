import type { HeaderReader } from "@/lib/http/incoming";

const DEFAULT_HEADERS = "content-type, content-encoding, authorization, x-api-key, api-key, x-project-name";

/** Browser exporters ask first and send keys in headers, not cookies: any origin may, none gets credentials. */
const allowed = (methods: string): Record<string, string> => ({
  "access-control-allow-origin": "*",
  "access-control-allow-methods": methods,
  "access-control-expose-headers": "retry-after, x-request-id",
  "access-control-max-age": "86400",
});

/** Headers of the answer to a preflight: what the browser wants to send is allowed. */
export const preflightHeaders = (headers: HeaderReader, methods: string): Record<string, string> => ({
  ...allowed(methods),
  "access-control-allow-headers": headers.get("access-control-request-headers") ?? DEFAULT_HEADERS,
});

/** Headers of an answer to a browser; none for anybody else. */
export const corsHeaders = (headers: HeaderReader, methods: string): Record<string, string> =>
  headers.get("origin") === null ? {} : allowed(methods);
