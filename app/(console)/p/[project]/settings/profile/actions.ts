"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";

import { answer } from "@/app/action";
import { currentUser, renewSession } from "@/app/session";
import { store } from "@/app/store";
import { viaOf } from "@/app/via";
import { Failure } from "@/lib/errors";
import type { ActionResult } from "@/lib/http/action-result";
import { changePassword } from "@/lib/users/change-password";
import type { ChangePassword, RenameUser } from "@/lib/users/schemas";
import { renameUser } from "@/lib/users/rename-user";

export async function renameAction(input: RenameUser): Promise<ActionResult> {
  return answer(async () => {
    await renameUser(await depsOf(await viewerId()), input);
    revalidatePath("/p", "layout");
    return undefined;
  });
}

/** Ends all other sessions of the person; this one goes on. */
export async function changePasswordAction(input: ChangePassword): Promise<ActionResult> {
  return answer(async () => {
    const userId = await viewerId();
    const epoch = await changePassword(await depsOf(userId), input);
    await renewSession({ uid: userId, epoch }, "change");
    return undefined;
  });
}

const depsOf = async (userId: number) => ({
  sql: store().sql,
  userId,
  now: () => new Date(),
  via: viaOf(await headers()),
});

async function viewerId(): Promise<number> {
  const user = await currentUser();
  if (!user) throw new Failure("unauthenticated", "Your session has ended; sign in again.");
  return user.id;
}
