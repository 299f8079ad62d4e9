"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";

import { answerIn } from "@/app/action";
import { originOf } from "@/app/request-origin";
import { renewSession } from "@/app/session";
import { store } from "@/app/store";
import type { ActionResult } from "@/lib/http/action-result";
import { type ChangeRole, changeRole } from "@/lib/members/change-role";
import { inviteMember } from "@/lib/members/invite-member";
import type { InviteMember } from "@/lib/members/schemas";
import { type RemoveMember, removeMember } from "@/lib/members/remove-member";
import { type RevokeInvitation, revokeInvitation } from "@/lib/members/revoke-invitation";

const refresh = (slug: string) => revalidatePath(`/p/${slug}/settings/members`);

/** @returns the link, which is shown once */
export async function inviteAction(
  slug: string,
  input: InviteMember,
): Promise<ActionResult<{ link: string; expiresAt: string }>> {
  return answerIn(slug, async (ctx) => {
    const { token, expiresAt } = await inviteMember(ctx, input);
    refresh(slug);
    const origin = originOf(await headers(), store().env.publicUrl);
    return { link: `${origin}/invitation/${token}`, expiresAt: expiresAt.toISOString() };
  });
}

export async function revokeInvitationAction(slug: string, input: RevokeInvitation): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await revokeInvitation(ctx, input);
    refresh(slug);
    return undefined;
  });
}

export async function changeRoleAction(slug: string, input: ChangeRole): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    const epoch = await changeRole(ctx, input);
    // An admin who has just given up being one goes on in the new role, without signing in again.
    if (epoch !== null && ctx.actor.kind === "user" && ctx.actor.id === input.userId) {
      await renewSession({ uid: input.userId, epoch }, "change");
    }
    revalidatePath(`/p/${slug}`, "layout");
    return undefined;
  });
}

export async function removeMemberAction(slug: string, input: RemoveMember): Promise<ActionResult> {
  return answerIn(slug, async (ctx) => {
    await removeMember(ctx, input);
    refresh(slug);
    return undefined;
  });
}
