"use client";

import { useState } from "react";
import { useWatch } from "react-hook-form";

import { Form, SelectField, Submit, TextField } from "@/components/ui/form";
import { useFormAction } from "@/components/ui/use-form-action";
import type { Role } from "@/lib/context";
import type { ActionResult } from "@/lib/http/action-result";
import type { InviteMember } from "@/lib/members/schemas";

import { InvitationLink } from "./invitation-link";
import { ROLE_HINTS, ROLE_OPTIONS } from "./role-labels";

interface InviteFormProps {
  invite: (input: InviteMember) => Promise<ActionResult<{ link: string; expiresAt: string }>>;
}

const schema = () => import("@/lib/members/schemas").then((one) => one.InviteMember);

/** Makes an invitation's link, which the person who invites sends on: Recount has no mail server. */
export function InviteForm({ invite }: InviteFormProps) {
  const [made, setMade] = useState<{ email: string; link: string; expiresAt: string }>();
  const form = useFormAction({
    initial: { email: "", role: "engineer" as Role },
    schema,
    action: invite,
    onDone: (value, { email, role }) => {
      setMade({ email, ...value });
      form.reset({ email: "", role });
    },
  });
  const role = useWatch({ control: form.control, name: "role" });
  return (
    <div className="grid gap-3 pt-1">
      <Form of={form} className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="w-full min-w-0 sm:w-72">
          <TextField of={form} name="email" label="E-mail" type="email" required autoComplete="off" />
        </div>
        <div className="w-44">
          <SelectField
            of={form}
            name="role"
            label="Role"
            hint={ROLE_HINTS[role]}
            options={ROLE_OPTIONS}
            className="w-full"
          />
        </div>
        <Submit of={form} variant="primary" className="mt-5.5">
          Make invitation link
        </Submit>
      </Form>
      {made && <InvitationLink {...made} />}
    </div>
  );
}
