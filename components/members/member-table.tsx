"use client";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { actionsColumn, textColumn, timeColumn } from "@/components/ui/columns";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import type { Role } from "@/lib/context";
import { type ActionResult, valueOf } from "@/lib/http/action-result";
import type { Member } from "@/lib/members/list-members";

import { ROLE_LABELS } from "./role-labels";
import { RoleSelect } from "./role-select";

interface MemberTableProps {
  members: readonly Member[];
  viewerId: number;
  editable: boolean;
  changeRole: (input: { userId: number; role: Role }) => Promise<ActionResult>;
  remove: (input: { userId: number }) => Promise<ActionResult>;
}

export function MemberTable({ members, viewerId, editable, changeRole, remove }: MemberTableProps) {
  const admins = members.filter((member) => member.role === "admin" && !member.disabled).length;
  const isLastAdmin = ({ role }: Member) => role === "admin" && admins === 1;
  const columns: Column<Member>[] = [
    textColumn("Name", ({ name }) => name || null, {
      cell: ({ name, userId, disabled }) => (
        <>
          {name || "—"} {userId === viewerId && <Badge>you</Badge>}{" "}
          {disabled && <Badge tone="warn">disabled</Badge>}
        </>
      ),
    }),
    textColumn("E-mail", ({ email }) => email, { dim: true }),
    {
      head: "Role",
      cell: (member) =>
        editable ? (
          <RoleSelect member={member} lastAdmin={isLastAdmin(member)} changeRole={changeRole} />
        ) : (
          ROLE_LABELS[member.role]
        ),
    },
    timeColumn("Since", ({ since }) => since),
  ];
  if (editable)
    columns.push(
      actionsColumn((member) =>
        isLastAdmin(member) ? (
          <span
            className="text-ink-3"
            tabIndex={0}
            data-tip="Make somebody else an admin first: a project needs one."
          >
            Last admin
          </span>
        ) : (
          <ConfirmDialog
            title={`Remove ${member.name || member.email} from the project?`}
            consequence="They lose access at once. What they did stays in the audit log, and API keys that they made go on working. You can invite them again."
            action="Remove member"
            onConfirm={async () => valueOf(await remove({ userId: member.userId }))}
            trigger={
              <Button variant="ghost" size="s" aria-label={`Remove ${member.email}`}>
                Remove
              </Button>
            }
          />
        ),
      ),
    );
  return <ColumnTable caption="Members" columns={columns} rows={members} keyOf={({ userId }) => userId} />;
}
