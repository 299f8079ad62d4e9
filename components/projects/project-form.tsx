"use client";

import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/notify";
import { formError, useAction } from "@/components/ui/use-action";
import { type ActionResult, valueOf } from "@/lib/http/action-result";

interface ProjectFormProps {
  slug: string;
  name: string;
  retentionDays: number;
  editable: boolean;
  save: (input: { name: string; retentionDays: number }) => Promise<ActionResult>;
}

/** Name and retention. Keeping less asks first, since it deletes. */
export function ProjectForm({ slug, name, retentionDays, editable, save }: ProjectFormProps) {
  const saved = () => notify.done("Project saved");
  const { pending, failure, run } = useAction(save, saved);
  const [wanted, setWanted] = useState({ name, days: String(retentionDays) });
  const input = { name: wanted.name, retentionDays: Number(wanted.days) };
  const days = input.retentionDays;
  const changed = wanted.name !== name || days !== retentionDays;
  const deletes = Number.isInteger(days) && days >= 1 && days < retentionDays;
  const general = formError(failure);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!deletes) run(input);
  }
  return (
    <form onSubmit={submit} className="grid max-w-120 gap-4 pt-1">
      {general && (
        <Notice tone="bad" live>
          {general}
        </Notice>
      )}
      <Field label="Name" error={failure?.fields.name}>
        <Input
          value={wanted.name}
          onChange={(e) => setWanted({ ...wanted, name: e.target.value })}
          required
          maxLength={120}
          disabled={!editable}
        />
      </Field>
      <Field label="Address" hint="Part of every link, so it stays as it is.">
        <Input value={`/p/${slug}`} readOnly className="bg-sunken! font-mono" />
      </Field>
      <Field
        label="Days to keep traces"
        error={failure?.fields.retentionDays}
        hint="Traces and their spans are deleted for good when their day is older than this. Figures by hour and day, prompt versions and the audit log stay."
      >
        <Input
          type="number"
          inputMode="numeric"
          min={1}
          max={3660}
          step={1}
          value={wanted.days}
          onChange={(e) => setWanted({ ...wanted, days: e.target.value })}
          required
          disabled={!editable}
          className="max-w-32 tabular"
        />
      </Field>
      {editable && (
        <div>
          {deletes ? (
            <ConfirmDialog
              title={`Keep traces for ${days} days instead of ${retentionDays}?`}
              consequence={`Traces and spans that began more than ${days} days ago are deleted with the next daily round. Making the time longer afterwards brings nothing back. Figures by hour and day stay.`}
              action="Shorten and delete"
              typed={slug}
              onConfirm={async () => {
                valueOf(await save(input));
                saved();
              }}
              trigger={<Button variant="primary">Save…</Button>}
            />
          ) : (
            <Button type="submit" variant="primary" disabled={!changed} pending={pending}>
              Save
            </Button>
          )}
        </div>
      )}
    </form>
  );
}
