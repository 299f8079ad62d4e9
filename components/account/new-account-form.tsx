"use client";

import { type FormEvent } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { formError, useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/http/action-result";

interface NewAccountFormProps {
  email: string;
  accept: (input: { name: string; password: string }) => Promise<ActionResult>;
}

/** Name and password of somebody new. The address is the invitation's and stays. */
export function NewAccountForm({ email, accept }: NewAccountFormProps) {
  const { pending, failure, run } = useAction(accept);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    run({ name: String(form.get("name")), password: String(form.get("password")) });
  }
  const general = formError(failure);
  return (
    <form method="post" onSubmit={submit} className="grid gap-3">
      {general && (
        <Notice tone="bad" live>
          {general}
        </Notice>
      )}
      <Field label="E-mail">
        <Input
          type="email"
          name="email"
          autoComplete="username"
          readOnly
          value={email}
          className="h-8! bg-sunken!"
        />
      </Field>
      <Field label="Name" error={failure?.fields.name}>
        <Input name="name" autoComplete="name" required autoFocus className="h-8!" />
      </Field>
      <Field label="Password" hint="At least 10 characters." error={failure?.fields.password}>
        <Input
          type="password"
          name="password"
          autoComplete="new-password"
          required
          minLength={10}
          className="h-8!"
        />
      </Field>
      <Button type="submit" variant="primary" size="l" pending={pending} className="mt-1">
        Make account and join
      </Button>
    </form>
  );
}
