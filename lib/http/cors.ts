import type { HeaderReader } from "./incoming";

/** Browser exporters ask first and send keys in headers, not cookies: any origin may, none gets credentials. */
const HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "POST, PATCH, GET, OPTIONS",
  "access-control-expose-headers": "retry-after",
  "access-control-max-age": "86400",
};

const DEFAULT_HEADERS = "content-type, content-encoding, authorization, x-api-key, api-key, x-project-name";

/** Headers of the answer to a preflight: what the browser wants to send is allowed. */
export const preflightHeaders = (headers: HeaderReader): Record<string, string> => ({
  ...HEADERS,
  "access-control-allow-headers": headers.get("access-control-request-headers") ?? DEFAULT_HEADERS,
});

/** Headers of an answer to a browser; none for anybody else. */
export const corsHeaders = (headers: HeaderReader): Record<string, string> =>
  headers.get("origin") === null ? {} : HEADERS;

export const preflight = (request: Request): Response =>
  new Response(null, { status: 204, headers: preflightHeaders(request.headers) });

export function withCors(request: Request, response: Response): Response {
  for (const [name, value] of Object.entries(corsHeaders(request.headers))) response.headers.set(name, value);
  return response;
}
