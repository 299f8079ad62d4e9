"use client";

import { type FormEvent, useState } from "react";

import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { formError } from "@/components/ui/use-action";
import type { ActionFailure } from "@/lib/http/action-result";

const SCOPES = [
  { scope: "ingest", hint: "send traces and scores" },
  { scope: "budgets", hint: "ask whether a call is within its budgets" },
  { scope: "read", hint: "read traces and figures" },
  { scope: "admin", hint: "everything, also our own metrics" },
] as const;
type Scope = (typeof SCOPES)[number]["scope"];

const ENDS = [
  { value: "never", label: "Never, until revoked" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
] as const;
type End = (typeof ENDS)[number]["value"];

export interface NewKeyInput {
  name: string;
  scopes: Scope[];
  /** ISO */
  expiresAt: string | null;
}

interface NewKeyFormProps {
  id: string;
  failure: ActionFailure | undefined;
  onSubmit: (event: FormEvent, input: NewKeyInput) => void;
}

/** A key that can only send is what an application needs; more is asked for on purpose. */
export function NewKeyForm({ id, failure, onSubmit }: NewKeyFormProps) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(["ingest"]);
  const [end, setEnd] = useState<End>("never");
  const general = formError(failure);
  const input = (): NewKeyInput => ({
    name,
    scopes: [...scopes],
    expiresAt: end === "never" ? null : new Date(Date.now() + Number(end) * 86_400_000).toISOString(),
  });
  return (
    <form id={id} onSubmit={(event) => onSubmit(event, input())} className="grid gap-4">
      {general && (
        <Notice tone="bad" live>
          {general}
        </Notice>
      )}
      <Field label="Name" hint="What uses it: “checkout, production”." error={failure?.fields.name}>
        <Input value={name} onChange={(e) => setName(e.target.value)} required maxLength={120} autoFocus />
      </Field>
      <fieldset className="grid gap-0.5">
        <legend className="mb-1 text-s font-medium">May</legend>
        {SCOPES.map(({ scope, hint }) => (
          <Checkbox
            key={scope}
            checked={scopes.includes(scope)}
            onChange={(on) => setScopes(on ? [...scopes, scope] : scopes.filter((s) => s !== scope))}
            label={
              <span>
                <span className="font-mono">{scope}</span> <span className="text-ink-3">{hint}</span>
              </span>
            }
          />
        ))}
        {failure?.fields.scopes && (
          <p role="alert" className="text-s text-bad">
            {failure.fields.scopes}
          </p>
        )}
      </fieldset>
      <Field label="Ends" error={failure?.fields.expiresAt}>
        <Select value={end} onChange={setEnd} options={ENDS} className="w-full" />
      </Field>
    </form>
  );
}
