import { type NextRequest, NextResponse } from "next/server";

import { signInPath } from "@/lib/auth/return-path";

const SESSION_COOKIES = ["recount.session", "__Secure-recount.session"];

/**
 * Sends visitors without a session cookie to sign in, before any page is made. Whether the cookie is worth anything is
 * decided by `pageContext` and the questions themselves; this knows no secret and asks no database.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const path = pathname + search;
  if (!SESSION_COOKIES.some((name) => request.cookies.has(name))) {
    return NextResponse.redirect(new URL(signInPath(path), request.url));
  }
  const headers = new Headers(request.headers);
  headers.set("x-recount-path", path);
  const response = NextResponse.next({ request: { headers } });
  const project = /^\/p\/([^/]+)/.exec(pathname)?.[1];
  // Where "/" leads next time.
  if (project)
    response.cookies.set("recount.project", project, { sameSite: "lax", httpOnly: true, maxAge: 31_536_000 });
  return response;
}

// Console pages only: the endpoints for spans (/v1, /api) must never pass here, since a proxy buffers their bodies.
export const config = { matcher: ["/p/:path*", "/new-project"] };
