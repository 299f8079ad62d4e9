"use client";

import { signIn } from "next-auth/react";
import { useActionState, useRef } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";

import { signInMessage } from "./sign-in-message";

interface SignInFormProps {
  /** Checked by the server: a path of this site. */
  returnTo: string;
  /** Known already, from an invitation. */
  email?: string;
  /** What the button says. */
  action?: string;
  initialError?: string | undefined;
}

interface State {
  error?: string | undefined;
  email: string;
}

/** E-mail and password. A refused try keeps the address and puts the cursor where the mistake most likely is. */
export function SignInForm({ returnTo, email = "", action = "Sign in", initialError }: SignInFormProps) {
  const password = useRef<HTMLInputElement>(null);
  const [state, submit, pending] = useActionState<State, FormData>(
    async (_, form) => {
      const given = { email: String(form.get("email")), password: String(form.get("password")) };
      const answer = await signIn("credentials", { ...given, redirect: false }).catch(() => undefined);
      if (answer?.ok && !answer.error) {
        // A whole new page: nothing that was fetched while signed out may stay.
        window.location.assign(returnTo);
        return new Promise<State>(() => {});
      }
      password.current?.focus();
      return { email: given.email, error: signInMessage(answer?.error ?? "unavailable") };
    },
    { email, error: initialError },
  );
  return (
    <form action={submit} className="grid gap-3">
      {state.error && (
        <Notice tone="bad" live>
          {state.error}
        </Notice>
      )}
      <Field label="E-mail">
        <Input
          key={state.email}
          type="email"
          name="email"
          autoComplete="username"
          required
          defaultValue={state.email}
          autoFocus={!state.email}
          className="h-8!"
        />
      </Field>
      <Field label="Password">
        <Input
          ref={password}
          type="password"
          name="password"
          autoComplete="current-password"
          required
          autoFocus={Boolean(state.email)}
          aria-invalid={state.error ? true : undefined}
          className="h-8!"
        />
      </Field>
      <Button type="submit" variant="primary" size="l" pending={pending} className="mt-1">
        {action}
      </Button>
    </form>
  );
}
