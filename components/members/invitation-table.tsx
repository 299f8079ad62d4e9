"use client";

import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { type ActionResult, valueOf } from "@/lib/http/action-result";
import type { Invitation } from "@/lib/members/list-invitations";

interface InvitationTableProps {
  invitations: readonly Invitation[];
  revoke: (input: { invitationId: number }) => Promise<ActionResult>;
}

export function InvitationTable({ invitations, revoke }: InvitationTableProps) {
  return (
    <Table caption="Open invitations">
      <TableHead>
        <Th>E-mail</Th>
        <Th>Role</Th>
        <Th>Invited by</Th>
        <Th>Made</Th>
        <Th>Ends</Th>
        <Th className="w-0">
          <span className="sr-only">Actions</span>
        </Th>
      </TableHead>
      <tbody>
        {invitations.map((invitation) => (
          <Tr key={invitation.id}>
            <Td>{invitation.email}</Td>
            <Td>{invitation.role}</Td>
            <Td dim>{invitation.invitedBy ?? "—"}</Td>
            <Td dim>
              <RelativeTime at={invitation.createdAt} />
            </Td>
            <Td dim>
              <RelativeTime at={invitation.expiresAt} />
            </Td>
            <Td className="text-right">
              <ConfirmDialog
                title={`Withdraw the invitation of ${invitation.email}?`}
                consequence="Its link stops working. You can invite the address again."
                action="Withdraw invitation"
                onConfirm={async () => valueOf(await revoke({ invitationId: invitation.id }))}
                trigger={
                  <Button
                    variant="ghost"
                    size="s"
                    aria-label={`Withdraw the invitation of ${invitation.email}`}
                  >
                    Withdraw
                  </Button>
                }
              />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
