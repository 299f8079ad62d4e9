import type { Metadata } from "next";

import { pageContext } from "@/app/context";
import { InvitationTable } from "@/components/members/invitation-table";
import { InviteForm } from "@/components/lazy-parts";
import { MemberTable } from "@/components/members/member-table";
import { RoleTable } from "@/components/members/role-table";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import { listInvitations } from "@/lib/members/list-invitations";
import { listMembers } from "@/lib/members/list-members";

import { changeRoleAction, inviteAction, removeMemberAction, revokeInvitationAction } from "./actions";

export const metadata: Metadata = { title: "Members" };

export default async function MembersPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await pageContext((await params).project);
  const { slug } = ctx.project;
  const editable = may(ctx.actor, "manage_members");
  const [members, invitations] = await Promise.all([listMembers(ctx), editable ? listInvitations(ctx) : []]);
  return (
    <>
      {editable ? (
        <Panel title="Invite somebody">
          <InviteForm invite={inviteAction.bind(null, slug)} />
        </Panel>
      ) : (
        <Notice>{whyNot(ctx.actor, "manage_members")}</Notice>
      )}
      {invitations.length > 0 && (
        <Panel title="Open invitations" aside={invitations.length} flush>
          <InvitationTable invitations={invitations} revoke={revokeInvitationAction.bind(null, slug)} />
        </Panel>
      )}
      <Panel title="Members" aside={members.length} flush>
        <MemberTable
          members={members}
          viewerId={ctx.actor.kind === "user" ? ctx.actor.id : 0}
          editable={editable}
          changeRole={changeRoleAction.bind(null, slug)}
          remove={removeMemberAction.bind(null, slug)}
        />
      </Panel>
      <Panel title="What each role may do" flush>
        <RoleTable />
      </Panel>
    </>
  );
}
