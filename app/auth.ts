import type { AuthOptions } from "next-auth";
import type { NextRequest } from "next/server";
import Credentials from "next-auth/providers/credentials";
import type { OAuthConfig } from "next-auth/providers/oauth";

import { signIn } from "@/lib/auth/sign-in";
import { OidcProfile, signInWithOidc } from "@/lib/auth/sign-in-oidc";
import type { Via } from "@/lib/context";
import { tellNextAuth } from "@/lib/env";
import { Failure } from "@/lib/errors";
import { log } from "@/lib/log";
import { endSession } from "@/lib/auth/end-session";
import type { SessionToken } from "@/lib/users/find-session-user";
import { SESSION_SECONDS } from "@/lib/auth/session-lifetime";
import { type SessionBegin, startSession } from "@/lib/auth/start-session";

import { addressOf, isSecure } from "./request-origin";
import { cookieSecret, readSessionCookie, sessionCookie, sessionUser } from "./session-cookie";
import { store } from "./store";
import { viaOf } from "./via";

const now = () => new Date();

type Claims = { sub: string; iss?: string; email?: string; email_verified?: boolean | string; name?: string };

/** Providers write the flag as a boolean or as a string. */
const profileOf = (claims: Claims, issuer: string): OidcProfile =>
  OidcProfile.parse({
    issuer: claims.iss ?? issuer,
    subject: claims.sub,
    email: claims.email,
    emailVerified: claims.email_verified === true || claims.email_verified === "true",
    name: claims.name,
  });

function oidcProvider(): OAuthConfig<Claims>[] {
  const { oidc } = store().env;
  if (!oidc) return [];
  return [
    {
      id: "oidc",
      name: oidc.name,
      type: "oauth",
      wellKnown: `${oidc.issuer}/.well-known/openid-configuration`,
      clientId: oidc.clientId,
      clientSecret: oidc.clientSecret,
      authorization: { params: { scope: "openid email profile" } },
      idToken: true,
      checks: ["pkce", "state", "nonce"],
      profile: (claims) => ({ id: claims.sub, email: claims.email ?? null, name: claims.name ?? null }),
    },
  ];
}

/** Sign-in by e-mail and password, and by the identity provider of the settings. Sessions are encrypted cookies. */
export async function authOptions(request: Pick<NextRequest, "headers" | "cookies">): Promise<AuthOptions> {
  const { env } = store();
  tellNextAuth(env.publicUrl);
  const secure = isSecure(request.headers, env.publicUrl);
  const cookie = sessionCookie(secure);
  const via = viaOf(request.headers);
  return {
    secret: await cookieSecret(),
    useSecureCookies: secure,
    cookies: { sessionToken: cookie },
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    // The library's own default is a month.
    jwt: { maxAge: SESSION_SECONDS },
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-in" },
    providers: [passwordProvider(request.headers), ...oidcProvider()],
    callbacks: callbacksOf(request.cookies.get(cookie.name)?.value, via),
    events: {
      signOut: async ({ token }) => {
        const { sid } = token as Partial<SessionToken>;
        if (sid) await endSession({ sql: store().sql, now, via }, sid, "signed out");
      },
    },
    logger: {
      // The second argument may hold tokens and profiles: only its message is kept. A session that ended is no failure.
      error: (code, detail) => {
        if (code === "JWT_SESSION_ERROR") return;
        log.warn(
          { code, why: detail instanceof Error ? detail.message : detail.error?.message },
          "sign-in failed",
        );
      },
      warn: () => {},
      debug: () => {},
    },
  };
}

function passwordProvider(headers: Headers) {
  return Credentials({
    credentials: { email: {}, password: {} },
    authorize: async (given) => {
      const { email = "", password = "" } = given ?? {};
      const answer = await signIn(
        { sql: store().sql, now, via: viaOf(headers) },
        { email, password, address: addressOf(headers) },
      );
      if (answer.kind === "refused") return null;
      // The library hands an error's message to the page and nothing else.
      if (answer.kind === "locked") throw new Error(`locked:${answer.retryAfterSeconds}`);
      const { user } = answer;
      return { id: String(user.id), email: user.email, name: user.name, epoch: user.sessionEpoch };
    },
  });
}

/** @param before the session cookie that the browser had when it asked; @param via by which way */
function callbacksOf(before: string | undefined, via: Via): NonNullable<AuthOptions["callbacks"]> {
  const { sql, env } = store();
  const byOidc = async (claims: Claims) => {
    const viewer = await sessionUser(await readSessionCookie(before));
    return signInWithOidc({ sql, now, via }, profileOf(claims, env.oidc?.issuer ?? ""), viewer?.id ?? null);
  };
  /** A session of its own; the one that the browser had before ends. Nothing personal in the cookie. */
  const begin = async (
    uid: number,
    epoch: number,
    by: SessionBegin,
  ): Promise<SessionToken & Record<string, unknown>> => {
    const old = await readSessionCookie(before);
    if (old) await endSession({ sql, now, via }, old.sid, "replaced");
    return { uid, epoch, sid: await startSession({ sql, now, via }, uid, by) };
  };
  return {
    signIn: async ({ account, profile }) => {
      if (account?.provider !== "oidc") return true;
      try {
        await byOidc(profile as Claims);
        return true;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return `/sign-in?${new URLSearchParams({ error: "oidc_refused", why: error.details[0]?.path ?? "" })}`;
      }
    },
    jwt: async ({ token, user, account, profile }) => {
      if (!account) {
        // Asked for by the library's own address of the session, which must not say more than a page would.
        if (!(await sessionUser(await readSessionCookie(before)))) throw new Error("the session has ended");
        return token;
      }
      if (account.provider !== "oidc")
        return begin(Number(user.id), (user as { epoch?: number }).epoch ?? -1, "password");
      const person = await byOidc(profile as Claims);
      return begin(person.id, person.sessionEpoch, "oidc");
    },
    session: ({ session }) => ({ expires: session.expires }),
  };
}
