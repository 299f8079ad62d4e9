"use client";

import { Form, Submit, TextField } from "@/components/ui/form";
import { notify } from "@/components/ui/notify";
import { useFormAction } from "@/components/ui/use-form-action";
import type { ActionResult } from "@/lib/http/action-result";

interface NameFormProps {
  name: string;
  save: (input: { name: string }) => Promise<ActionResult>;
}

const schema = () => import("@/lib/users/schemas").then(({ RenameUser }) => RenameUser);

export function NameForm({ name, save }: NameFormProps) {
  const form = useFormAction({
    initial: { name },
    schema,
    action: save,
    onDone: () => notify.done("Name saved"),
  });
  return (
    <Form of={form} className="flex max-w-120 flex-wrap items-start gap-3 pt-1">
      <div className="min-w-0 flex-1 basis-56">
        <TextField
          of={form}
          name="name"
          label="Name"
          hint="Stands in the audit log beside what you do."
          required
          maxLength={120}
          autoComplete="name"
        />
      </div>
      <Submit of={form} changed className="mt-5.5">
        Save name
      </Submit>
    </Form>
  );
}
