"use client";

import { useState } from "react";

import { ChecksField, Form, SelectField, Submit, TextField } from "@/components/ui/form";
import { FormActions } from "@/components/ui/form-actions";
import { useFormAction } from "@/components/ui/use-form-action";
import type { CreateApiKey } from "@/lib/api-keys/schemas";
import type { ApiKeyScope } from "@/lib/auth/api-key-scopes";
import type { ActionResult } from "@/lib/http/action-result";

const HINTS: Record<ApiKeyScope, string> = {
  ingest: "send traces and scores",
  budgets: "ask whether a call is within its budgets",
  read: "read traces and figures",
  run: "replay traces and let the project’s model providers go on, which costs money",
  audit: "see who did and saw what, and nothing else",
  admin: "everything, also our own metrics",
  report: "report answers from pages of your own, nothing else; may be published",
};

const SCOPES = (Object.keys(HINTS) as ApiKeyScope[]).map((value) => ({
  value,
  label: (
    <span>
      <span className="font-mono">{value}</span> <span className="text-ink-3">{HINTS[value]}</span>
    </span>
  ),
}));

const ENDS = [
  { days: 30, label: "In 30 days" },
  { days: 90, label: "In 90 days" },
  { days: 365, label: "In a year" },
];

interface NewKeyFormProps {
  create: (input: CreateApiKey) => Promise<ActionResult<{ key: string }>>;
  done: (key: string) => void;
}

const schema = () => import("@/lib/api-keys/schemas").then((one) => one.CreateApiKey);

/** A key that can only send is what an application needs; more is asked for on purpose. */
export function NewKeyForm({ create, done }: NewKeyFormProps) {
  const [ends] = useState(() => [
    { value: "", label: "Never, until revoked" },
    ...ENDS.map(({ days, label }) => ({
      value: new Date(Date.now() + days * 86_400_000).toISOString(),
      label,
    })),
  ]);
  const form = useFormAction({
    initial: { name: "", scopes: ["ingest"] as ApiKeyScope[], expiresAt: "" },
    schema,
    inputOf: (typed) => ({ ...typed, expiresAt: typed.expiresAt || null }),
    action: create,
    onDone: ({ key }) => done(key),
  });
  return (
    <Form of={form}>
      <TextField
        of={form}
        name="name"
        label="Name"
        hint="What uses it: “checkout, production”."
        required
        maxLength={120}
        autoFocus
      />
      <ChecksField of={form} name="scopes" label="May" options={SCOPES} />
      <SelectField of={form} name="expiresAt" label="Ends" options={ends} className="w-full" />
      <FormActions>
        <Submit of={form} size="l" variant="primary">
          Make key
        </Submit>
      </FormActions>
    </Form>
  );
}
