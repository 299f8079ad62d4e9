"use client";

import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import { formError, useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/http/action-result";

interface NameFormProps {
  name: string;
  save: (input: { name: string }) => Promise<ActionResult>;
}

export function NameForm({ name, save }: NameFormProps) {
  const [wanted, setWanted] = useState(name);
  const { pending, failure, run } = useAction(save, () => notify.done("Name saved"));
  function submit(event: FormEvent) {
    event.preventDefault();
    run({ name: wanted });
  }
  return (
    <form onSubmit={submit} className="flex max-w-120 flex-wrap items-start gap-3 pt-1">
      <div className="min-w-0 flex-1 basis-56">
        <Field
          label="Name"
          hint="Stands in the audit log beside what you do."
          error={failure?.fields.name ?? formError(failure)}
        >
          <Input
            value={wanted}
            onChange={(e) => setWanted(e.target.value)}
            required
            maxLength={120}
            autoComplete="name"
          />
        </Field>
      </div>
      <Button type="submit" disabled={wanted.trim() === name} pending={pending} className="mt-5.5">
        Save name
      </Button>
    </form>
  );
}
