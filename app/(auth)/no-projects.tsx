import { FolderOpen } from "lucide-react";

import { signOutAction } from "@/app/sign-out-action";
import { AuthFrame } from "@/components/account/auth-frame";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** Signed in, but a member of nothing: the way on is an invitation. */
export function NoProjects({ email }: { email: string }) {
  return (
    <AuthFrame>
      <h1 className="sr-only">No projects</h1>
      <EmptyState
        icon={FolderOpen}
        title="You are not a member of any project yet"
        action={
          <form action={signOutAction}>
            <Button type="submit">Sign out</Button>
          </form>
        }
      >
        Ask an admin of a project to invite <b className="font-medium break-all">{email}</b>; the link they
        get opens it for you.
      </EmptyState>
    </AuthFrame>
  );
}
