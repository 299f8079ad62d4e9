"use client";

import { Field } from "@/components/ui/field";
import { Form, Submit, TextField } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { useFormAction } from "@/components/ui/use-form-action";
import { MIN_PASSWORD_LENGTH } from "@/lib/model/password-length";
import type { ActionResult } from "@/lib/http/action-result";

interface NewAccountFormProps {
  email: string;
  accept: (input: { name: string; password: string }) => Promise<ActionResult>;
}

const schema = () => import("@/lib/users/schemas").then(({ NewAccount }) => NewAccount);

/** Name and password of somebody new. The address is the invitation's and stays. */
export function NewAccountForm({ email, accept }: NewAccountFormProps) {
  const form = useFormAction({ initial: { name: "", password: "" }, schema, action: accept });
  return (
    <Form of={form} className="grid gap-3">
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
      <TextField of={form} name="name" label="Name" autoComplete="name" required autoFocus className="h-8!" />
      <TextField
        of={form}
        name="password"
        label="Password"
        hint={`At least ${MIN_PASSWORD_LENGTH} characters.`}
        type="password"
        autoComplete="new-password"
        required
        className="h-8!"
      />
      <Submit of={form} variant="primary" size="l" className="mt-1">
        Make account and join
      </Submit>
    </Form>
  );
}
