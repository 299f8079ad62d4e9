"use client";

import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { formError, useAction } from "@/components/ui/use-action";
import type { Role } from "@/lib/context";
import type { ActionResult } from "@/lib/http/action-result";

import { InvitationLink } from "./invitation-link";
import { ROLE_HINTS, ROLE_OPTIONS } from "./role-words";

interface InviteFormProps {
  invite: (input: {
    email: string;
    role: Role;
  }) => Promise<ActionResult<{ link: string; expiresAt: string }>>;
}

/** Makes an invitation's link, which the person who invites sends on: Recount has no mail server. */
export function InviteForm({ invite }: InviteFormProps) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("engineer");
  const [made, setMade] = useState<{ email: string; link: string; expiresAt: string }>();
  const { pending, failure, run } = useAction(invite, (value) => {
    setMade({ email, ...value });
    setEmail("");
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    run({ email, role });
  }
  const general = formError(failure);
  return (
    <div className="grid gap-3 pt-1">
      <form onSubmit={submit} className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="w-full min-w-0 sm:w-72">
          <Field label="E-mail" error={failure?.fields.email}>
            <Input
              type="email"
              value={email}
              onChange={(e) => setEmail(e.target.value)}
              required
              autoComplete="off"
            />
          </Field>
        </div>
        <div className="w-44">
          <Field label="Role" hint={ROLE_HINTS[role]} error={failure?.fields.role}>
            <Select value={role} onChange={setRole} options={ROLE_OPTIONS} className="w-full" />
          </Field>
        </div>
        <Button type="submit" variant="primary" pending={pending} className="mt-5.5">
          Make invitation link
        </Button>
      </form>
      {general && (
        <Notice tone="bad" live>
          {general}
        </Notice>
      )}
      {made && <InvitationLink {...made} />}
    </div>
  );
}
