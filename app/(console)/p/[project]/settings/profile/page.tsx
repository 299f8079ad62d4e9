import type { Metadata } from "next";

import { pageContext } from "@/app/context";
import { requireUser } from "@/app/session";
import { signOutAction } from "@/app/sign-out-action";
import { store } from "@/app/store";
import { OidcButton } from "@/components/account/oidc-button";
import { NameForm, PasswordForm } from "@/components/lazy-parts";
import { ThemeChooser } from "@/components/account/theme-chooser";
import { Button } from "@/components/ui/button";
import { settingsPath } from "@/components/settings/settings-path";
import { Panel } from "@/components/ui/panel";

import { changePasswordAction, renameAction } from "./actions";

export const metadata: Metadata = { title: "Your profile" };

export default async function ProfilePage({ params }: { params: Promise<{ project: string }> }) {
  const { project } = await params;
  await pageContext(project);
  const user = await requireUser();
  const { oidc } = store().env;
  return (
    <>
      <Panel title="You" aside={user.email}>
        <NameForm name={user.name} save={renameAction} />
      </Panel>
      <Panel title={user.hasPassword ? "Password" : "Set a password"}>
        <PasswordForm
          email={user.email}
          hasPassword={user.hasPassword === true}
          change={changePasswordAction}
        />
      </Panel>
      {oidc && user.oidcSubject === null && (
        <Panel title="Single sign-on">
          <div className="grid max-w-80 gap-3 pt-1">
            <p className="text-m text-ink-2">
              {user.hasPassword
                ? "Not used yet. The first time from here keeps your password; from the sign-in page it removes it."
                : "Not used yet."}
            </p>
            <OidcButton name={oidc.name} returnTo={settingsPath(project, "profile")} />
          </div>
        </Panel>
      )}
      <Panel title="Theme" aside="kept in this browser">
        <ThemeChooser />
      </Panel>
      <form action={signOutAction}>
        <Button type="submit">Sign out</Button>
      </form>
    </>
  );
}
