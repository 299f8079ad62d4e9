/** Browser exporters ask first and send keys in headers, not cookies: any origin may, none gets credentials. */
const HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "POST, PATCH, GET, OPTIONS",
  "access-control-expose-headers": "retry-after",
  "access-control-max-age": "86400",
};

const DEFAULT_HEADERS = "content-type, content-encoding, authorization, x-api-key, api-key, x-project-name";

/** Answers a preflight: what the browser wants to send is allowed. */
export function preflight(request: Request): Response {
  const wanted = request.headers.get("access-control-request-headers") ?? DEFAULT_HEADERS;
  return new Response(null, { status: 204, headers: { ...HEADERS, "access-control-allow-headers": wanted } });
}

export function withCors(request: Request, response: Response): Response {
  if (request.headers.has("origin"))
    for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
  return response;
}
