import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";

import { currentUser } from "@/app/session";
import { store } from "@/app/store";
import { AuthTitle } from "@/components/account/auth-frame";
import { OidcButton } from "@/components/account/oidc-button";
import { SignInForm } from "@/components/account/sign-in-form";
import { signInMessage } from "@/components/account/sign-in-message";
import { Notice } from "@/components/ui/notice";
import { returnPath } from "@/lib/auth/return-path";
import { anyUser } from "@/lib/users/any-user";

import { FirstUser } from "./first-user";
import { loadSignInParams } from "./search-params";

export const metadata: Metadata = { title: "Sign in" };

const REASONS = {
  expired: "Your session has ended. Sign in again and you come back to the page you were on.",
  "signed-out": "You are signed out.",
  "password-changed": "Your password was changed. Sign in with the new one.",
} as const;

export default async function SignInPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { return: wanted, reason, error, why } = await loadSignInParams(searchParams);
  const returnTo = returnPath(wanted);
  if (await currentUser()) redirect(returnTo);
  const { sql, env } = store();
  if (!env.oidc && !(await anyUser(sql))) return <FirstUser />;
  return (
    <>
      <AuthTitle title="Sign in" />
      {reason && !error && <Notice>{REASONS[reason]}</Notice>}
      <SignInForm returnTo={returnTo} initialError={error ? signInMessage(error, why) : undefined} />
      {env.oidc && (
        <>
          <div
            aria-hidden
            className="flex items-center gap-3 text-s text-ink-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line"
          >
            or
          </div>
          <OidcButton name={env.oidc.name} returnTo={returnTo} />
        </>
      )}
      <p className="text-s text-ink-3">
        No account? An admin of your project can send you an invitation link. Forgotten password? An admin of
        the server sets a new one with <code>npm run reset-password</code>.
      </p>
    </>
  );
}
