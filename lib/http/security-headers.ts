/**
 * What browsers are told with every answer of server and console. The one list: the server sets it on all it sends, the console by
 * next.config.ts and, for pages, proxy.ts.
 */

/** For what is no page: nothing in it runs or loads, and nobody frames it. */
const NOT_A_PAGE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": NOT_A_PAGE,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  // Addresses name projects, traces and invitations.
  "referrer-policy": "same-origin",
  "permissions-policy":
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
};

/** A year, and for this host alone: others of its domain are somebody else's affair. Only said over TLS. */
export const TRANSPORT_SECURITY = { "strict-transport-security": "max-age=31536000" } as const;

/**
 * For pages: scripts that carry the nonce of this answer, and what they load. Styles may stand in the page, since charts and
 * menus are placed by them.
 * @param development React's error messages are made by `eval`, and changes come through a WebSocket
 */
export const pagePolicy = (nonce: string, development = false): string =>
  [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    // Sounds that came with a trace.
    "media-src data:",
    "font-src 'self' data:",
    `connect-src 'self'${development ? " ws: wss:" : ""}`,
    "object-src 'none'",
    "frame-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

/** For a page without scripts: one style, by the base64 SHA-256 of its text. */
export const stillPagePolicy = (styleHash: string): string =>
  `${NOT_A_PAGE}; style-src 'sha256-${styleHash}'`;
