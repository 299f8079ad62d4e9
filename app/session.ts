import { decode, encode } from "next-auth/jwt";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { z } from "zod";

import { signInPath } from "@/lib/auth/return-path";
import { findSessionUser, type SessionUser } from "@/lib/users/find-session-user";

import { SESSION_SECONDS, secretOnce, sessionCookie, type SessionToken } from "./auth";
import { isSecure } from "./request-origin";
import { store } from "./store";

const Token = z.object({ uid: z.int().positive(), epoch: z.int() });

/** Set by proxy.ts: layouts and questions do not know the address that was asked for. */
const PATH_HEADER = "x-recount-path";

/** Who is signed in; null without a session, or when it has ended. One query a request. */
export const currentUser = cache(async (): Promise<SessionUser | null> => {
  const cookie = (await cookies()).get(sessionCookie(isSecure(await headers(), store().env.publicUrl)).name);
  if (!cookie) return null;
  // A cookie of another instance or a damaged one is as good as none.
  const claims = await decode({ token: cookie.value, secret: await secretOnce() }).catch(() => null);
  const token = Token.safeParse(claims);
  if (!token.success) return null;
  return findSessionUser(store().sql, { userId: token.data.uid, epoch: token.data.epoch });
});

/** Who is signed in; everybody else is sent to sign in and comes back to this page. */
export async function requireUser(): Promise<SessionUser> {
  const user = await currentUser();
  if (user) return user;
  const asked = await headers();
  const had = (await cookies()).has(sessionCookie(isSecure(asked, store().env.publicUrl)).name);
  redirect(signInPath(asked.get(PATH_HEADER) ?? "/", had ? "expired" : undefined));
}

/** After a change that ended all sessions: this one goes on. Only in server actions. */
export async function renewSession(token: SessionToken): Promise<void> {
  const { name, options } = sessionCookie(isSecure(await headers(), store().env.publicUrl));
  const value = await encode({ token: { ...token }, secret: await secretOnce(), maxAge: SESSION_SECONDS });
  (await cookies()).set(name, value, { ...options, maxAge: SESSION_SECONDS });
}

/** Forgets this browser's session. Only in server actions. */
export async function endSession(): Promise<void> {
  const { name, options } = sessionCookie(isSecure(await headers(), store().env.publicUrl));
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}
