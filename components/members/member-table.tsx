"use client";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import type { Role } from "@/lib/context";
import { type ActionResult, valueOf } from "@/lib/http/action-result";
import type { Member } from "@/lib/members/list-members";

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
  return (
    <Table caption="Members">
      <TableHead>
        <Th>Name</Th>
        <Th>E-mail</Th>
        <Th>Role</Th>
        <Th>Since</Th>
        {editable && (
          <Th className="w-0">
            <span className="sr-only">Actions</span>
          </Th>
        )}
      </TableHead>
      <tbody>
        {members.map((member) => {
          const lastAdmin = member.role === "admin" && admins === 1;
          return (
            <Tr key={member.userId}>
              <Td>
                {member.name || "—"} {member.userId === viewerId && <Badge>you</Badge>}{" "}
                {member.disabled && <Badge tone="warn">disabled</Badge>}
              </Td>
              <Td dim>{member.email}</Td>
              <Td>
                {editable ? (
                  <RoleSelect member={member} lastAdmin={lastAdmin} changeRole={changeRole} />
                ) : (
                  member.role
                )}
              </Td>
              <Td dim>
                <RelativeTime at={member.since} />
              </Td>
              {editable && (
                <Td className="text-right">
                  {lastAdmin ? (
                    <span
                      className="text-ink-3"
                      tabIndex={0}
                      data-tip="Make somebody else an admin first: a project needs one."
                    >
                      last admin
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
                  )}
                </Td>
              )}
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
