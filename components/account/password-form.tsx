"use client";

import { Form, Submit, TextField } from "@/components/ui/form";
import { notify } from "@/components/ui/notify";
import { useFormAction } from "@/components/ui/use-form-action";
import { MIN_PASSWORD_LENGTH } from "@/lib/model/password-length";
import type { ActionResult } from "@/lib/http/action-result";

interface PasswordFormProps {
  email: string;
  hasPassword: boolean;
  change: (input: { current: string; next: string }) => Promise<ActionResult>;
}

const EMPTY = { current: "", next: "" };
const schema = () => import("@/lib/users/schemas").then(({ ChangePassword }) => ChangePassword);

export function PasswordForm({ email, hasPassword, change }: PasswordFormProps) {
  const form = useFormAction({
    initial: EMPTY,
    schema,
    action: change,
    onDone: () => {
      form.reset(EMPTY);
      notify.done("Password changed", {
        description: "You stay signed in here; all your other sessions have ended.",
      });
    },
  });
  return (
    <Form of={form} className="grid max-w-80 gap-3 pt-1">
      {/* Tells password managers whose password this is. */}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      {hasPassword && (
        <TextField
          of={form}
          name="current"
          label="Current password"
          type="password"
          autoComplete="current-password"
          required
        />
      )}
      <TextField
        of={form}
        name="next"
        label="New password"
        hint={`At least ${MIN_PASSWORD_LENGTH} characters.`}
        type="password"
        autoComplete="new-password"
        required
      />
      <div>
        <Submit of={form}>{hasPassword ? "Change password" : "Set password"}</Submit>
      </div>
    </Form>
  );
}
