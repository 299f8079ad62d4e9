import type { AuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import type { OAuthConfig } from "next-auth/providers/oauth";

import { sessionSecret } from "@/lib/auth/session-secret";
import { signIn } from "@/lib/auth/sign-in";
import { OidcProfile, signInWithOidc } from "@/lib/auth/sign-in-oidc";
import { tellNextAuth } from "@/lib/env";
import { Failure } from "@/lib/errors";
import { log } from "@/lib/log";

import { addressOf, isSecure } from "./request-origin";
import { store } from "./store";

/** A session ends this long after sign-in, whatever happens. */
export const SESSION_SECONDS = 7 * 24 * 60 * 60;

/** What the encrypted cookie says. */
export interface SessionToken {
  uid: number;
  /** users.session_epoch at sign-in. */
  epoch: number;
}

/** The prefix makes browsers refuse the cookie from anything but https; it differs so that both can work on one host. */
export const sessionCookie = (secure: boolean) => ({
  name: secure ? "__Secure-recount.session" : "recount.session",
  options: { httpOnly: true, sameSite: "lax" as const, path: "/", secure },
});

let secret: Promise<string> | undefined;
/** Never changes while the instance lives; a failed look-up is tried again. */
export function secretOnce(): Promise<string> {
  secret ??= sessionSecret(store().sql).catch((error: unknown) => {
    secret = undefined;
    throw error;
  });
  return secret;
}

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
export async function authOptions(headers: Headers): Promise<AuthOptions> {
  const { sql, env } = store();
  const now = () => new Date();
  tellNextAuth(env.publicUrl);
  const secure = isSecure(headers, env.publicUrl);
  return {
    secret: await secretOnce(),
    useSecureCookies: secure,
    cookies: { sessionToken: sessionCookie(secure) },
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-in" },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        authorize: async (given) => {
          const { email = "", password = "" } = given ?? {};
          const answer = await signIn({ sql, now }, { email, password, address: addressOf(headers) });
          if (answer.kind === "refused") return null;
          // The library hands an error's message to the page and nothing else.
          if (answer.kind === "locked") throw new Error(`locked:${answer.retryAfterSeconds}`);
          const { user } = answer;
          return { id: String(user.id), email: user.email, name: user.name, epoch: user.sessionEpoch };
        },
      }),
      ...oidcProvider(),
    ],
    callbacks: {
      signIn: async ({ account, profile }) => {
        if (account?.provider !== "oidc") return true;
        try {
          await signInWithOidc(sql, profileOf(profile as Claims, env.oidc?.issuer ?? ""));
          return true;
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          return `/sign-in?${new URLSearchParams({ error: "oidc_refused", why: error.details[0]?.path ?? "" })}`;
        }
      },
      jwt: async ({ token, user, account, profile }) => {
        if (!account) return token;
        // Nothing personal in the cookie: who it is gets read from the database with every request.
        if (account.provider !== "oidc") {
          return { uid: Number(user.id), epoch: (user as { epoch?: number }).epoch ?? -1 };
        }
        const person = await signInWithOidc(sql, profileOf(profile as Claims, env.oidc?.issuer ?? ""));
        return { uid: person.id, epoch: person.sessionEpoch };
      },
      session: ({ session }) => ({ expires: session.expires }),
    },
    logger: {
      // The second argument may hold tokens and profiles: only its message is kept.
      error: (code, detail) =>
        log.warn(
          { code, why: detail instanceof Error ? detail.message : detail.error?.message },
          "sign-in failed",
        ),
      warn: () => {},
      debug: () => {},
    },
  };
}
