import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";

import { signInPath } from "@/lib/auth/return-path";
import { endSession } from "@/lib/auth/end-session";
import { PATH_HEADER } from "@/lib/http/request-path";
import type { SessionToken, SessionUser } from "@/lib/users/find-session-user";
import { SESSION_SECONDS } from "@/lib/auth/session-lifetime";
import { type SessionBegin, startSession } from "@/lib/auth/start-session";

import { isSecure } from "./request-origin";
import { readSessionCookie, sessionCookie, sessionUser, writeSessionCookie } from "./session-cookie";
import { store } from "./store";
import { viaOf } from "./via";

const cookieOfRequest = async () => sessionCookie(isSecure(await headers(), store().env.publicUrl));

/** What this browser's cookie says; null without one, or when it is worth nothing. */
const currentToken = cache(async (): Promise<SessionToken | null> =>
  readSessionCookie((await cookies()).get((await cookieOfRequest()).name)?.value),
);

/** Who is signed in; null without a session, or when it has ended. One query a request. */
export const currentUser = cache(async (): Promise<SessionUser | null> => sessionUser(await currentToken()));

/** Who is signed in; everybody else is sent to sign in and comes back to this page. */
export async function requireUser(): Promise<SessionUser> {
  const user = await currentUser();
  if (user) return user;
  const had = (await cookies()).has((await cookieOfRequest()).name);
  redirect(signInPath((await headers()).get(PATH_HEADER) ?? "/", had ? "expired" : undefined));
}

const deps = async () => ({ sql: store().sql, now: () => new Date(), via: viaOf(await headers()) });

/** Signs this browser in, or keeps it so after a change that ended all sessions. Only in server actions. */
export async function renewSession(
  { uid, epoch }: Omit<SessionToken, "sid">,
  by: SessionBegin,
): Promise<void> {
  const sid = await startSession(await deps(), uid, by);
  const { name, options } = await cookieOfRequest();
  const value = await writeSessionCookie({ uid, epoch, sid });
  (await cookies()).set(name, value, { ...options, maxAge: SESSION_SECONDS });
}

/** Ends this browser's session, and every copy of its cookie with it. Only in server actions. */
export async function signOut(): Promise<void> {
  const token = await currentToken();
  if (token) await endSession(await deps(), token.sid, "signed out");
  const { name, options } = await cookieOfRequest();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}
