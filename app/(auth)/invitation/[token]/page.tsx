import type { Metadata } from "next";

import { currentUser } from "@/app/session";
import { store } from "@/app/store";
import { AcceptAsUser } from "@/components/account/accept-as-user";
import { AuthTitle } from "@/components/account/auth-frame";
import { NewAccountForm } from "@/components/account/new-account-form";
import { OidcButton } from "@/components/account/oidc-button";
import { SignInForm } from "@/components/account/sign-in-form";
import { Notice } from "@/components/ui/notice";
import { openInvitation } from "@/lib/members/open-invitation";

import { acceptAsUserAction, acceptWithNewAccountAction } from "./actions";

// The address is a secret: it must not reach other sites, nor an index.
export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer", robots: "noindex" };

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const { sql, env } = store();
  const invitation = await openInvitation(sql, token);
  if (!invitation) {
    return (
      <AuthTitle title="This invitation does not work any more">
        It was used, withdrawn or has expired. Ask the person who sent it for a new one.
      </AuthTitle>
    );
  }
  const user = await currentUser();
  const here = `/invitation/${token}`;
  const title = `Join ${invitation.projectName}`;
  const article = /^[aeiou]/.test(invitation.role) ? "an" : "a";
  const as = `You are invited as ${article} ${invitation.role}.`;
  if (user) {
    const other = user.email !== invitation.email;
    return (
      <>
        <AuthTitle title={title}>{as}</AuthTitle>
        {other && (
          <Notice tone="warn">
            This invitation is for {invitation.email}; you are signed in as {user.email}. Sign out, then open
            the link again.
          </Notice>
        )}
        <AcceptAsUser email={user.email} disabled={other} accept={acceptAsUserAction.bind(null, token)} />
      </>
    );
  }
  return (
    <>
      <AuthTitle title={title}>
        {as} {invitation.hasAccount ? "Sign in to accept." : "Choose a name and a password."}
      </AuthTitle>
      {invitation.hasAccount ? (
        <SignInForm returnTo={here} email={invitation.email} action="Sign in and accept" />
      ) : (
        <NewAccountForm email={invitation.email} accept={acceptWithNewAccountAction.bind(null, token)} />
      )}
      {env.oidc && <OidcButton name={env.oidc.name} returnTo={here} />}
    </>
  );
}
