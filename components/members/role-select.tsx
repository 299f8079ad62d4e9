"use client";

import { notify } from "@/components/ui/notify";
import { Select } from "@/components/ui/select";
import { useAction } from "@/components/ui/use-action";
import type { Role } from "@/lib/context";
import type { ActionResult } from "@/lib/http/action-result";
import type { Member } from "@/lib/members/list-members";

import { ROLE_OPTIONS } from "./role-labels";

interface RoleSelectProps {
  member: Member;
  lastAdmin: boolean;
  changeRole: (input: { userId: number; role: Role }) => Promise<ActionResult>;
}

/** Acts at once. The sessions of the member end, and the toast says so. */
export function RoleSelect({ member, lastAdmin, changeRole }: RoleSelectProps) {
  const { pending, run } = useAction(
    async (role: Role) => {
      const result = await changeRole({ userId: member.userId, role });
      if (!result.ok) notify.failed(result.message);
      return result;
    },
    () =>
      notify.done(`${member.email} has another role now`, { description: "Their open sessions have ended." }),
  );
  return (
    <Select
      aria-label={`Role of ${member.email}`}
      value={member.role}
      onChange={run}
      options={ROLE_OPTIONS}
      disabled={pending || lastAdmin}
      className="block! w-30"
    />
  );
}
