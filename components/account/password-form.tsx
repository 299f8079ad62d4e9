"use client";

import { type FormEvent, useRef } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/notify";
import { formError, useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/http/action-result";

interface PasswordFormProps {
  email: string;
  hasPassword: boolean;
  change: (input: { current: string; next: string }) => Promise<ActionResult>;
}

export function PasswordForm({ email, hasPassword, change }: PasswordFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const { pending, failure, run } = useAction(change, () => {
    form.current?.reset();
    notify.done("Password changed", {
      description: "You stay signed in here; all your other sessions have ended.",
    });
  });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    run({ current: String(data.get("current") ?? ""), next: String(data.get("next")) });
  }
  const general = formError(failure);
  return (
    <form ref={form} method="post" onSubmit={submit} className="grid max-w-80 gap-3 pt-1">
      {general && (
        <Notice tone="bad" live>
          {general}
        </Notice>
      )}
      {/* Tells password managers whose password this is. */}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      {hasPassword && (
        <Field label="Current password" error={failure?.fields.current}>
          <Input type="password" name="current" autoComplete="current-password" required />
        </Field>
      )}
      <Field label="New password" hint="At least 10 characters." error={failure?.fields.next}>
        <Input type="password" name="next" autoComplete="new-password" minLength={10} required />
      </Field>
      <div>
        <Button type="submit" pending={pending}>
          {hasPassword ? "Change password" : "Set password"}
        </Button>
      </div>
    </form>
  );
}
