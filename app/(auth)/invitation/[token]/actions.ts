"use server";

import { redirect } from "next/navigation";

import { answer } from "@/app/action";
import { currentUser, renewSession } from "@/app/session";
import { store } from "@/app/store";
import { consolePath } from "@/components/shell/routes";
import { Failure } from "@/lib/errors";
import type { ActionResult } from "@/lib/http/action-result";
import { acceptAsUser, acceptWithNewAccount } from "@/lib/members/accept-invitation";
import type { NewAccount } from "@/lib/users/schemas";

const now = () => new Date();

/** The new member is signed in at once: they have just chosen the password. */
export async function acceptWithNewAccountAction(token: string, input: NewAccount): Promise<ActionResult> {
  return answer(async () => {
    const { userId, slug } = await acceptWithNewAccount({ sql: store().sql, now }, token, input);
    await renewSession({ uid: userId, epoch: 0 }, "invitation");
    redirect(consolePath(slug));
  });
}

export async function acceptAsUserAction(token: string): Promise<ActionResult> {
  return answer(async () => {
    const user = await currentUser();
    if (!user) throw new Failure("unauthenticated", "Your session has ended; sign in again.");
    const { slug } = await acceptAsUser({ sql: store().sql, now }, token, user);
    redirect(consolePath(slug));
  });
}
