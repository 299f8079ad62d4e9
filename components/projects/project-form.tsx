"use client";

import { useWatch } from "react-hook-form";

import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { Form, Submit, TextField } from "@/components/ui/form";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import { useFormAction } from "@/components/ui/use-form-action";
import { type ActionResult, valueOf } from "@/lib/http/action-result";

import { shortensTo } from "./shortens-to";

interface ProjectFormProps {
  slug: string;
  name: string;
  retentionDays: number;
  editable: boolean;
  save: (input: { name: string; retentionDays: number }) => Promise<ActionResult>;
}

const schema = () => import("@/lib/projects/schemas").then(({ UpdateProject }) => UpdateProject);

/** Name and retention. Keeping less asks first, since it deletes. */
export function ProjectForm({ slug, name, retentionDays, editable, save }: ProjectFormProps) {
  const saved = () => notify.done("Project saved");
  const inputOf = (typed: { name: string; retentionDays: string }) => ({
    name: typed.name,
    retentionDays: Number(typed.retentionDays),
  });
  const form = useFormAction({
    initial: { name, retentionDays: String(retentionDays) },
    schema,
    inputOf,
    action: save,
    onDone: saved,
  });
  const typed = useWatch({ control: form.control }) as { name: string; retentionDays: string };
  const fewer = shortensTo(typed.retentionDays, retentionDays);
  return (
    <Form of={form} className="grid max-w-120 gap-4 pt-1">
      <TextField of={form} name="name" label="Name" required maxLength={120} disabled={!editable} />
      <Field label="Address" hint="Part of every link, so it stays as it is.">
        <Input value={`/p/${slug}`} readOnly className="bg-sunken! font-mono" />
      </Field>
      <TextField
        of={form}
        name="retentionDays"
        label="Days to keep traces"
        hint="Traces and their spans are deleted when their day is older than this. Figures by hour and day, scores, prompt versions and the audit log stay, and so do, out of sight, the texts in the database."
        type="number"
        inputMode="numeric"
        min={1}
        max={3660}
        step={1}
        required
        disabled={!editable}
        className="max-w-32 tabular"
      />
      {editable && (
        <div>
          {fewer === null ? (
            <Submit of={form} changed variant="primary">
              Save
            </Submit>
          ) : (
            <ConfirmDialog
              title={`Keep traces for ${fewer} days instead of ${retentionDays}?`}
              consequence={`Traces and spans that began more than ${fewer} days ago are deleted with the next daily round. Making the time longer afterwards brings nothing back. Figures by hour and day stay.`}
              action="Shorten and delete"
              typed={slug}
              onConfirm={async () => {
                valueOf(await save(inputOf(typed)));
                form.reset(typed);
                saved();
              }}
              trigger={<Button variant="primary">Save…</Button>}
            />
          )}
        </div>
      )}
    </Form>
  );
}
