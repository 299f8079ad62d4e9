import { type NextRequest, NextResponse } from "next/server";

import { signInPath } from "@/lib/auth/return-path";
import { PATH_HEADER } from "@/lib/http/request-path";
import { pagePolicy } from "@/lib/http/security-headers";

const SESSION_COOKIES = ["recount.session", "__Secure-recount.session"];
/** Pages that are for the signed-in alone. */
const CONSOLE = /^\/(p\/|new-project(\/|$))/;

/**
 * Gives every page the policy by which browsers run its scripts and no others, and sends visitors without a session cookie to
 * sign in, before any page is made. Whether the cookie is worth anything is decided by `pageContext` and the questions
 * themselves; this knows no secret and asks no database.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const path = pathname + search;
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  // The framework builds this as a constant.
  // oxlint-disable-next-line node/no-process-env
  const policy = pagePolicy(nonce, process.env.NODE_ENV === "development");
  const response = answer(request, path, policy, nonce);
  response.headers.set("content-security-policy", policy);
  const project = /^\/p\/([^/]+)/.exec(pathname)?.[1];
  // Where "/" leads next time.
  if (project && isSignedIn(request))
    response.cookies.set("recount.project", project, { sameSite: "lax", httpOnly: true, maxAge: 31_536_000 });
  return response;
}

const isSignedIn = (request: NextRequest): boolean =>
  SESSION_COOKIES.some((name) => request.cookies.has(name));

function answer(request: NextRequest, path: string, policy: string, nonce: string): NextResponse {
  if (CONSOLE.test(path) && !isSignedIn(request))
    return NextResponse.redirect(new URL(signInPath(path), request.url));
  const headers = new Headers(request.headers);
  headers.set(PATH_HEADER, path);
  // The framework takes the nonce for its own scripts from the policy, the layout for ours from the header.
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  return NextResponse.next({ request: { headers } });
}

// Pages only: the endpoints for spans (/v1, /api) must never pass here, since a proxy buffers their bodies.
export const config = { matcher: ["/((?!api/|_next/|icon\\.svg$).*)"] };
