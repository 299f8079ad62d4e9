import type { Metadata } from "next";

import { pageContext } from "@/app/context";
import { requireUser } from "@/app/session";
import { signOutAction } from "@/app/sign-out-action";
import { NameForm, PasswordForm } from "@/components/lazy-parts";
import { ThemeChooser } from "@/components/account/theme-chooser";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";

import { changePasswordAction, renameAction } from "./actions";

export const metadata: Metadata = { title: "Your profile" };

export default async function ProfilePage({ params }: { params: Promise<{ project: string }> }) {
  await pageContext((await params).project);
  const user = await requireUser();
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
      <Panel title="Theme" aside="kept in this browser">
        <ThemeChooser />
      </Panel>
      <form action={signOutAction}>
        <Button type="submit">Sign out</Button>
      </form>
    </>
  );
}
