import { decode, encode } from "next-auth/jwt";
import { z } from "zod";

import { sessionSecret } from "@/lib/auth/session-secret";
import { findSessionUser, type SessionToken, type SessionUser } from "@/lib/users/find-session-user";
import { SESSION_SECONDS } from "@/lib/auth/session-lifetime";

import { store } from "./store";

/** The prefix makes browsers refuse the cookie from anything but https; it differs so that both can work on one host. */
export const sessionCookie = (secure: boolean) => ({
  name: secure ? "__Secure-recount.session" : "recount.session",
  options: { httpOnly: true, sameSite: "lax" as const, path: "/", secure },
});

const Token = z.object({ uid: z.int().positive(), epoch: z.int(), sid: z.string().min(1).max(100) });

/** A copy of the secret lives so long: one that was rotated is used by all copies of the console soon after. */
const SECRET_MS = 10_000;
let secret: { value: Promise<string>; readAt: number } | undefined;

/** The key of session cookies. A failed look-up is tried again. */
export function cookieSecret(): Promise<string> {
  if (secret && Date.now() - secret.readAt < SECRET_MS) return secret.value;
  const { sql, env } = store();
  const value = sessionSecret(sql, env.secret).catch((error: unknown) => {
    secret = undefined;
    throw error;
  });
  secret = { value, readAt: Date.now() };
  return value;
}

/** What a cookie says; null: it is of another instance, damaged or too old. It may name a session that has ended. */
export async function readSessionCookie(value: string | undefined): Promise<SessionToken | null> {
  if (!value) return null;
  const claims = await decode({ token: value, secret: await cookieSecret() }).catch(() => null);
  return Token.safeParse(claims).data ?? null;
}

export const writeSessionCookie = async (token: SessionToken): Promise<string> =>
  encode({ token: { ...token }, secret: await cookieSecret(), maxAge: SESSION_SECONDS });

/** Whose session this is, if it goes on. */
export const sessionUser = async (token: SessionToken | null): Promise<SessionUser | null> =>
  token && findSessionUser({ sql: store().sql, now: () => new Date() }, token);
