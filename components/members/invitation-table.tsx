"use client";

import { Button } from "@/components/ui/button";
import { actionsColumn, textColumn, timeColumn } from "@/components/ui/columns";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { type ActionResult, valueOf } from "@/lib/http/action-result";
import type { Invitation } from "@/lib/members/list-invitations";

import { ROLE_LABELS } from "./role-labels";

interface InvitationTableProps {
  invitations: readonly Invitation[];
  revoke: (input: { invitationId: number }) => Promise<ActionResult>;
}

export function InvitationTable({ invitations, revoke }: InvitationTableProps) {
  const columns: Column<Invitation>[] = [
    textColumn("E-mail", ({ email }) => email),
    textColumn("Role", ({ role }) => ROLE_LABELS[role]),
    textColumn("Invited by", ({ invitedBy }) => invitedBy, { dim: true }),
    timeColumn("Made", ({ createdAt }) => createdAt),
    timeColumn("Ends", ({ expiresAt }) => expiresAt),
    actionsColumn(({ id, email }) => (
      <ConfirmDialog
        title={`Withdraw the invitation of ${email}?`}
        consequence="Its link stops working. You can invite the address again."
        action="Withdraw invitation"
        onConfirm={async () => valueOf(await revoke({ invitationId: id }))}
        trigger={
          <Button variant="ghost" size="s" aria-label={`Withdraw the invitation of ${email}`}>
            Withdraw
          </Button>
        }
      />
    )),
  ];
  return (
    <ColumnTable caption="Open invitations" columns={columns} rows={invitations} keyOf={({ id }) => id} />
  );
}
